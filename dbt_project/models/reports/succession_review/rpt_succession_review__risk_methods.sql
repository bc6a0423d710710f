-- How well each method told a year ago who would resign, and which one is used: no person, and no score of one.
select
    cast(
        case validation.subject_id when 'average' then 1 when 'life_table' then 2 when 'points' then 3 else 4 end as int
    ) as sequence,
    case validation.subject_id
        when 'average' then 'One chance for everybody'
        when 'life_table' then 'Life table'
        when 'points' then 'Stated points'
        else 'Regression'
    end as method_name,
    validation.n as people_count,
    validation.event_count,
    cast(validation.auc as decimal(18, 2)) as auc,
    cast(validation.auc_low as decimal(18, 2)) as auc_low,
    cast(validation.auc_high as decimal(18, 2)) as auc_high,
    cast(validation.brier_score as decimal(18, 4)) as brier_score,
    validation.brier_skill,
    cast(validation.calibration_slope as decimal(18, 2)) as calibration_slope,
    cast(validation.top_decile_lift as decimal(18, 1)) as top_decile_lift,
    validation.is_used,
    validation.sentence as verdict
from {{ ref('flight_risk_validation') }} as validation
where validation.subject_type = 'method'

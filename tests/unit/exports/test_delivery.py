"""What a delivery may read and how its declaration is refused."""

import pytest

from exports.delivery import read_deliveries
from exports.errors import ExportError
from tests.unit.exports.conftest import Manifest


def test_a_declared_delivery_is_read_with_its_tables_and_columns(manifest: Manifest) -> None:
    pack, raises = read_deliveries(manifest)
    assert (pack.name, pack.audience, pack.formats) == ("pack", "leadership", ("html", "pdf"))
    assert [t.name for t in pack.tables] == ["rpt_pack__headline", "rpt_pack__units"]
    assert raises.sheets[0].inputs[1].maximum == 0.5
    assert raises.table("rpt_raise__people").column("base_amount").label == "Base pay"


def test_nothing_outside_reports_may_leave(manifest: Manifest) -> None:
    manifest["exposures"]["exposure.meritline.raise"]["depends_on"]["nodes"].append(
        "model.meritline.dim_employee"
    )
    with pytest.raises(ExportError) as error:
        read_deliveries(manifest)
    assert str(error.value) == (
        "exposure raise: it depends on model.meritline.dim_employee, which is not in schema reports; "
        "make a report model of it and refer to that."
    )


def test_leaders_are_given_no_table_for_hr(manifest: Manifest) -> None:
    manifest["exposures"]["exposure.meritline.pack"]["depends_on"]["nodes"].append(
        "model.meritline.rpt_raise__people"
    )
    with pytest.raises(ExportError, match="its audience leadership may not be given rpt_raise__people"):
        read_deliveries(manifest)


def test_a_table_shown_must_be_depended_on(manifest: Manifest) -> None:
    manifest["exposures"]["exposure.meritline.raise"]["depends_on"]["nodes"] = []
    with pytest.raises(ExportError, match=r"it shows .*rpt_raise__people.* without depending on it"):
        read_deliveries(manifest)


def test_an_unknown_key_is_named(manifest: Manifest) -> None:
    manifest["exposures"]["exposure.meritline.pack"]["config"]["meta"]["audiense"] = "hr"
    with pytest.raises(ExportError, match=r"exposure pack: config.meta field audiense is not accepted"):
        read_deliveries(manifest)


def test_a_report_without_audience_is_refused(manifest: Manifest) -> None:
    del manifest["nodes"]["model.meritline.rpt_bi__units"]["config"]["meta"]["audience"]
    with pytest.raises(ExportError, match=r"report rpt_bi__units: config\.meta field audience"):
        read_deliveries(manifest)

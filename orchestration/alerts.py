"""Alerts: tells somebody that a run failed, by webhook or e-mail, whichever is configured.

Belongs here: sending a short text. Does not belong here: deciding what failed, any row of a person.
"""

import logging
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage

import requests

from orchestration.settings import Settings

log = logging.getLogger(__name__)

# A run of the command line reports its own failure; the sensor leaves runs with this tag alone.
REPORTED_HERE = {"meritline/reported_by": "command line"}


def report_failure(settings: Settings, job: str, sentences: Sequence[str]) -> list[str]:
    """Send the causes of a failed run.

    Args:
        settings: where to send; nothing is sent where nothing is configured.
        job: the job that failed.
        sentences: its causes, free of personal values.

    Returns:
        The channels that took the message; a channel that fails is logged and does not hide the failure itself.
    """
    subject = f"Meritline: {job} failed"
    text = "\n".join([f"{subject}. The last publication is still in place.", *sentences])
    sent = []
    for channel, send in (("webhook", _send_webhook), ("email_to", _send_email)):
        if channel not in settings.alert:
            continue
        try:
            send(settings, subject, text)
            sent.append(channel)
        except (requests.RequestException, smtplib.SMTPException, OSError) as error:
            log.error("The alert could not be sent by %s: %s.", channel, type(error).__name__)
    return sent


def _send_webhook(settings: Settings, subject: str, text: str) -> None:
    requests.post(settings.alert["webhook"], json={"text": text}, timeout=10).raise_for_status()


def _send_email(settings: Settings, subject: str, text: str) -> None:
    message = EmailMessage()
    message["Subject"] = subject
    message["To"] = settings.alert["email_to"]
    message["From"] = settings.alert.get("email_from", settings.alert["email_to"])
    message.set_content(text)
    host, port = settings.alert.get("smtp_host", "localhost"), int(settings.alert.get("smtp_port", "25"))
    with smtplib.SMTP(host, port, timeout=10) as server:
        server.send_message(message)

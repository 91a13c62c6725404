"""The flask commands of the service."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
    from app.cli.answers import tell
    from app.cli.audit import audit_cli
    from app.cli.backup import backup, restore
    from app.cli.case import case_cli
    from app.cli.cases import cases_cli
    from app.cli.demo import demo_cli
    from app.cli.jobs import jobs_cli
    from app.cli.maps import maps_cli
    from app.cli.policy import policy_cli
    from app.cli.prison import prison_cli
    from app.cli.retention import retention
    from app.cli.rollout import rollout_cli
    from app.cli.user import user_cli

    for group in (
        audit_cli,
        backup,
        restore,
        case_cli,
        cases_cli,
        demo_cli,
        jobs_cli,
        maps_cli,
        policy_cli,
        prison_cli,
        retention,
        rollout_cli,
        user_cli,
    ):
        app.cli.add_command(group)
    tell(app.cli)

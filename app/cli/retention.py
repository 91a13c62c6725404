"""flask retention: what has been kept for long enough is removed."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.store.retention import RULES, keep_to


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Say how much would be removed, and remove nothing.")
@with_appcontext
def retention(dry_run: bool) -> None:
    """Remove what is older than the rules of this service keep it, and say for each rule how much that was.

    Nothing that proves a licence is removed. It can be run again at any time.
    """
    for kept in keep_to(RULES, is_trial=dry_run):
        what = kept.rule.what.format(days=kept.rule.days)
        click.echo(f"{kept.rule.name}: {kept.number} {'would be removed' if dry_run else 'removed'} ({what})")

"""Which commands look after the staff of the experts' room?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jauap.cli.show import console, guarded, print_json

if TYPE_CHECKING:
    from jauap.annotation.staff import Staff
    from jauap.settings import Settings

people_app = typer.Typer(
    name="people",
    help="The staff of the experts' room: adding, inviting, listing, disabling.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
Login = Annotated[str, typer.Argument(help="Login; an e-mail address for an identity provider.")]


@people_app.command()
@guarded
def add(
    login: Login,
    name: Annotated[str, typer.Option("--name", help="As colleagues know the person.")],
    language: Annotated[str, typer.Option("--language", help="kk, ru or en.")] = "kk",
    centre: Annotated[str, typer.Option("--centre", help="Public-service centre.")] = "",
    role: Annotated[
        list[str] | None,
        typer.Option("--role", help="As in agriculture=annotator; may be repeated."),
    ] = None,
    administrator: Annotated[
        bool, typer.Option("--administrator", help="May give roles for every assistant.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a person and print the link with which that person sets a password."""
    from jauap.cli.people_change import add_person

    with _staff() as (staff, settings):
        invited = add_person(
            staff,
            settings,
            login,
            name=name,
            language=language,
            centre=centre,
            roles=role or [],
            is_administrator=administrator,
        )
    if as_json:
        print_json(invited)
    else:
        _print_link(invited)


@people_app.command("list")
@guarded
def list_people(
    assistant: Annotated[str, typer.Option("--assistant", help="Only who works for it.")] = "*",
    as_json: AsJson = False,
) -> None:
    """Show who may do what."""
    from jauap.cli.people_change import row_of

    with _staff() as (staff, _):
        rows = [row_of(account) for account in staff.people.of_assistant(assistant)]
    if as_json:
        print_json({"people": rows})
        return
    out = console()
    for row in rows:
        out.print("  ".join(f"{part}" for part in row.values()), markup=False, highlight=False)
    if not rows:
        out.print("nobody yet; start with `jauap people add LOGIN --name NAME --administrator`")


@people_app.command()
@guarded
def invite(login: Login, as_json: AsJson = False) -> None:
    """Print a new link for somebody who forgot the password; older ones stop working."""
    from jauap.cli.people_change import invite_again

    with _staff() as (staff, _):
        invited = invite_again(staff, login)
    if as_json:
        print_json(invited)
    else:
        _print_link(invited)


@people_app.command("import")
@guarded
def bring(
    sheet: Annotated[Path, typer.Argument(help="XLSX or CSV, one row a person.")],
    out: Annotated[Path, typer.Option("--out", help="XLSX or CSV file for the links.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what is wrong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add everybody in a sheet, or nobody when a row is wrong; write the invitations' links."""
    from jauap.cli.people_change import bring_sheet

    with _staff() as (staff, settings):
        report = bring_sheet(staff, settings, sheet, out, dry_run=dry_run)
    if as_json:
        print_json({"rows": report.rows, "new": report.new, "faults": list(report.faults)})
    else:
        shown = console()
        for line in report.faults:
            shown.print(line, markup=False, highlight=False)
        done = f"{report.new} added, links in {out}" if report.new else "nobody was added"
        shown.print(f"{report.rows} rows, {done}", markup=False, highlight=False)
    raise typer.Exit(1 if report.faults else 0)


@people_app.command()
@guarded
def disable(login: Login, as_json: AsJson = False) -> None:
    """Shut somebody out at once; what they did stays."""
    from jauap.cli.people_change import disable_person

    with _staff() as (staff, _):
        row = disable_person(staff, login)
    if as_json:
        print_json(row)
    else:
        console().print(f"{login} is out; open sessions ended", markup=False, highlight=False)


@contextmanager
def _staff() -> Iterator[tuple["Staff", "Settings"]]:
    from jauap.annotation.staff import open_staff
    from jauap.deployment import database_url, utc_now
    from jauap.settings import load_settings
    from jauap.storage.store import open_store

    settings = load_settings()
    with open_store(database_url(settings)) as store:
        yield open_staff(store, public_url=settings.public_url, now=utc_now), settings


def _print_link(invited: dict[str, str]) -> None:
    out = console()
    out.print(f"{invited['login']} sets a password here, once, until {invited['expires_at']}:")
    out.print(invited["invitation"], markup=False, highlight=False)

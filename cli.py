"""The command line: parse, one library call, print."""

from __future__ import annotations

import difflib
import io
import json
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import typer

from .geo.files.folder import check_new, check_replaceable
from .geo.files.printing import Format, as_text
from .geo.findings import DataError, Finding, UseError, findings_table
from .maps.findings_report import CheckForm, findings_report, stopped_text
from .maps.output import write_map, write_results
from .maps.start_summary import check_summary, start_summary
from .maps.summary import summary
from .pipeline import analyse, check_place, read_region, region_review
from .region import Region, region_schema
from .services.demo.files import write_demo
from .services.demo.large import asked_size
from .services.preset_text import preset_facts, presets_table
from .services.presets import load_presets
from .services.public import for_the_public
from .services.query import query, with_names
from .services.query_coverage import with_coverage
from .services.results import Results, read_results
from .services.review import no_review, with_decisions
from .services.service_text import service_lines, service_record, service_toml
from .services.starting.start import started
from .services.starting.telling import GuessForm, guesses_text
from .services.starting.within import CutFile, area_name, cut_files
from .services.taxonomy import Service, load_services, match_service, services_table
from .services.template import write_template

# 0 is done, and 130 interrupted, which the parser sees to.
BAD_DATA, WRONG_USE, FAILED = 1, 2, 3

app = typer.Typer(
    help="Find where neighbouring public agencies deliver the same service twice.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

RegionFile = Annotated[Path, typer.Argument(metavar="region.toml", help="The region to analyse.")]
OutFolder = Annotated[Path, typer.Argument(metavar="OUT", help="A folder that a run made.")]
OutOption = Annotated[
    Path, typer.Option("--out", "-o", metavar="OUT", help="Folder for the results.")
]
Services = Annotated[
    list[str] | None,
    typer.Option("--service", metavar="ID", help="Only this service; may be repeated."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings stop the run, too.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
Public = Annotated[
    bool,
    typer.Option("--public", help="Leave out what the absence of one facility would change."),
]
ServicesForm = Literal["table", "csv", "json", "geojson", "markdown", "toml"]
Form = Annotated[Format, typer.Option("--format", help="How to print the rows.")]


def main() -> None:
    """Run the command line and leave with its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Files and pipes get UTF-8 whatever the locale; a terminal shows what it can.
        utf8 = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=utf8, errors="replace")
    try:
        app()
    except DataError as error:
        print(stopped_text(findings_table(error.findings)), file=sys.stderr)
        sys.exit(BAD_DATA)
    except UseError as error:
        print(f"adjoin: {error}", file=sys.stderr)
        sys.exit(WRONG_USE)
    except (OSError, MemoryError) as error:
        print(f"adjoin: the run failed: {error}", file=sys.stderr)
        sys.exit(FAILED)
    except Exception:
        # A fault of ours is shown whole; scripts must not take it for faults of the data, which is 1.
        traceback.print_exc()
        sys.exit(FAILED)


@app.callback(invoke_without_command=True)
def _root(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Find where neighbouring public agencies deliver the same service twice."""
    if show_version:
        print(version("adjoin"))
        raise typer.Exit


@app.command("demo")
def demo_command(
    out: OutOption = Path("adjoin-demo"),
    only_data: Annotated[
        bool, typer.Option("--only-data", help="Make the region, do not run it.")
    ] = False,
    agencies: Annotated[
        int | None, typer.Option(metavar="N", help="A larger region: so many agencies.")
    ] = None,
    facilities: Annotated[int | None, typer.Option(metavar="N", help="So many facilities.")] = None,
    street_nodes: Annotated[
        int | None, typer.Option(metavar="N", help="About so many crossings.")
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Another one, another region; 0 or more.")
    ] = 7,
    quiet: Quiet = False,
) -> None:
    """Make the built-in example region (fictional) and run it."""
    size = asked_size(agencies=agencies, facilities=facilities, street_nodes=street_nodes)
    if only_data:
        check_new(out)
        path = write_demo(out, size=size, seed=seed)
        if not quiet:
            print(f"a fictional region: {path}\nrun it with: adjoin run {path} -o OUT")
        return
    check_replaceable(out)
    with tempfile.TemporaryDirectory() as folder:
        path = write_demo(Path(folder) / "region", size=size, seed=seed)
        results = analyse(Region.load(path), tell=_progress(quiet))
        files = {f"region/{file.name}": file.read_bytes() for file in sorted(path.parent.iterdir())}
        write_results(results, out, more=files)
    if not quiet:
        _tell_results(results, out)


@app.command("init")
def init_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Your files, or a folder of them.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="The region.toml to write.")
    ] = Path("region.toml"),
    within: Annotated[
        str | None,
        typer.Option(
            metavar="AREA",
            help="Cut OpenStreetMap files to it: a boundary's name, or a file of areas.",
        ),
    ] = None,
    form: Annotated[
        GuessForm, typer.Option("--format", help="How to print; all but lines have every guess.")
    ] = "lines",
    quiet: Quiet = False,
) -> None:
    """Look at your files, guess which is what, and write a commented region.toml that runs."""
    _check_file(out, "the region.toml")
    cut: list[CutFile] = []
    if within is not None:
        files, cut = cut_files(files, within=within, folder=out.parent)
    start = started(files, base=out.parent, name=None if within is None else area_name(within))
    if not start.drafts:
        raise DataError(start.unreadable)
    out.write_text(start.text, encoding="utf-8", newline="\n")
    if quiet:
        return
    for each in cut:
        print(f"cut: {each.out}: {each.cut.ways:,} ways of {each.path}", file=sys.stderr)
    print(guesses_text(start.drafts, form=form), end="")
    sys.stdout.flush()
    print(start_summary(start, out), end="", file=sys.stderr, flush=True)
    if start.runs:  # which takes a while
        checked = findings_table(_checked(out, form="table")[1])
        print(check_summary(checked, out), end="", file=sys.stderr)


@app.command("check")
def check_command(
    region: RegionFile,
    form: Annotated[CheckForm, typer.Option("--format", help="How to print them.")] = "table",
    strict: Strict = False,
) -> None:
    """Read everything, change nothing, print every finding."""
    text, findings = _checked(region, form=form, strict=strict)
    if form == "html":
        sys.stdout.buffer.write(text.encode())  # UTF-8, as the page says, whatever the terminal's
    else:
        print(text, end="")
    stopping = {"error", "warning"} if strict else {"error"}
    if any(finding.severity in stopping for finding in findings):
        raise typer.Exit(BAD_DATA)


@app.command("run")
def run_command(
    region: RegionFile,
    out: OutOption,
    service: Services = None,
    strict: Strict = False,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Threads; all cores when left out.")
    ] = None,
    quiet: Quiet = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Analyse, but write nothing.")] = False,
    public: Public = False,
) -> None:
    """Analyse a region: tables, GeoPackage, CSVs and the map."""
    loaded = Region.load(region)
    chosen = [_service_id(name, loaded) for name in service or ()]
    if not dry_run:
        check_place(loaded, out)
    results = analyse(
        loaded, services=chosen, strict=strict, workers=workers, tell=_progress(quiet)
    )
    if public:
        results = for_the_public(results)
    if not dry_run:
        write_results(results, out)
    if not quiet:
        _tell_results(results, None if dry_run else out)


@app.command("query")
def query_command(
    out: OutFolder,
    table: Annotated[str, typer.Option(help="The table to look in.")] = "duplications",
    service: Annotated[str | None, typer.Option(metavar="ID", help="Id, name or alias.")] = None,
    agency: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Id or name; repeat it to ask for rows about all of them."),
    ] = None,
    adjacent_to: Annotated[
        str | None, typer.Option(metavar="AGENCY", help="About agencies next to this one.")
    ] = None,
    within: Annotated[
        float | None, typer.Option(metavar="MINUTES", help="At most this far apart.")
    ] = None,
    relation: Annotated[
        str | None, typer.Option(help="border, overlap, contains, near ...")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="proximity, catchment_overlap, double_provision ...")
    ] = None,
    beside: Annotated[
        bool,
        typer.Option("--with-coverage", help="Beside facility_pairs or joint_coverage: coverage."),
    ] = False,
    sort: Annotated[
        str | None,
        typer.Option(metavar="COLUMN", help="Sort by it; -COLUMN for the largest first."),
    ] = None,
    descending: Annotated[
        bool, typer.Option("--descending", help="Sort the largest first.")
    ] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", help="Only the first so many.")] = None,
    form: Form = "table",
) -> None:
    """Ask the tables of a run."""
    results = read_results(out)
    if service is not None:
        service = results.service_id(service)
        if service not in results.standards():
            service = match_service(service, load_services()) or service
    # What stands beside the rows can be sorted by, too.
    tables = results.tables()
    if beside and table in tables:
        tables[table] = with_coverage(tables[table], results.coverage)
    rows = query(
        tables,
        results.standards(),
        table=table,
        service=service,
        agencies=agency or (),
        adjacent_to=adjacent_to,
        within_minutes=within,
        relation=relation,
        kind=kind,
        sort=sort,
        descending=descending,
        limit=limit,
    )
    if form in ("table", "markdown"):
        rows = with_names(rows, results.agencies)
    print(as_text(rows, form=form), end="")


@app.command("map")
def map_command(out: OutFolder, public: Public = False) -> None:
    """Draw the map again from the tables."""
    results = read_results(out)
    if public:
        results = for_the_public(results)
    write_map(results, out / "map.html")
    print(out / "map.html")


@app.command("services")
def services_command(
    service: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One service, whole.")
    ] = None,
    region: Annotated[
        Path | None,
        typer.Option(metavar="region.toml", help="With what this region adds and changes."),
    ] = None,
    form: Annotated[
        ServicesForm, typer.Option("--format", help="How to print; toml is for your own file.")
    ] = "table",
) -> None:
    """List the services that adjoin knows, or show one whole: standards, evidence, tags, codes."""
    known = load_services() if region is None else Region.load(region).known_services()
    found = None if service is None else match_service(service, known)
    if service is not None and found is None:
        raise UseError(_no_service(service, known))
    shown = list(known.values()) if found is None else [known[found]]
    if form == "toml":
        print("\n".join(map(service_toml, shown)), end="")
    elif form == "json":
        records = [service_record(one) for one in shown]
        whole = records if found is None else records[0]
        print(json.dumps(whole, indent=1, ensure_ascii=False))
    elif found is not None:
        print(as_text(service_lines(known[found]), form=form, width=_width()), end="")
    else:
        table = services_table(known)
        if form != "csv":
            listed = ["id", "name", "family", "primary_mode", "minutes", "travel", "standard_kind"]
            table = table[listed + ([] if form == "table" else ["standard", "standard_source"])]
        print(as_text(table, form=form), end="")


@app.command("presets")
def presets_command(
    preset: Annotated[str | None, typer.Argument(metavar="[ID]", help="One preset, whole.")] = None,
    form: Form = "table",
) -> None:
    """List the publications that adjoin knows: presets for sources in region.toml."""
    known = load_presets()
    if preset is None:
        listed = presets_table(known)
        shown = listed[["preset", "kind", "delivers", "title"]] if form == "table" else listed
        print(as_text(shown, form=form), end="")
        return
    if preset not in known:
        near = difflib.get_close_matches(preset, known, n=1, cutoff=0.6)
        advice = f"did you mean {near[0]!r}?" if near else "`adjoin presets` lists them"
        raise UseError(f"{preset!r} is no preset; {advice}")
    facts = pd.DataFrame(preset_facts(known[preset]), columns=["key", "value"], dtype="str")
    print(as_text(facts, form=form, width=_width()), end="")


@app.command("template")
def template_command(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="A .csv or .xlsx file.")
    ] = Path("inventory.xlsx"),
    region: Annotated[
        Path | None,
        typer.Argument(metavar="[region.toml]", help="Lists its agencies, and what they deliver."),
    ] = None,
) -> None:
    """Write an inventory to fill in: who provides, buys and funds which service."""
    _check_file(out, "the template")
    if region is None:
        write_template(out, services=load_services())
    else:
        loaded = Region.load(region)
        given = read_region(loaded)
        write_template(
            out,
            services=given.services,
            agencies=given.tables.agencies,
            facilities=given.tables.facilities,
        )
    print(out)


@app.command("schema")
def schema_command() -> None:
    """Print the JSON schema of region.toml, for editors."""
    print(json.dumps(region_schema(), indent=2, ensure_ascii=False))


def _checked(region: Path, *, form: CheckForm, strict: bool = False) -> tuple[str, list[Finding]]:
    """What is wrong with a region and its files, as a text of some form and as findings."""
    loaded = None
    try:
        loaded = Region.load(region)
        findings: Sequence[Finding] = read_region(loaded).findings
    except DataError as error:
        findings = error.findings
    review = no_review() if loaded is None else region_review(loaded)[0]
    text = findings_report(
        with_decisions(findings_table(findings), review),
        form=form,
        name=region.name if loaded is None else loaded.name,
        inputs=[] if loaded is None else [f._asdict() for f in loaded.files() if f.is_data],
        fictional=loaded is not None and loaded.fictional,
        strict=strict,
        width=_width(),
    )
    return text, list(findings)


def _check_file(out: Path, what: str) -> None:
    """Refuse to write over a file, or into a folder that is not there."""
    if out.exists() or not out.parent.is_dir():
        reason = "is there already" if out.exists() else "lies in no folder that is there"
        raise UseError(f"{str(out)!r} {reason}; name another file for {what} (-o)")


def _service_id(name: str, region: Region) -> str:
    """The id of a service given by id, name or alias."""
    found = match_service(name, region.known_services())
    if found is None:
        raise UseError(_no_service(name, region.known_services()))
    return found


def _no_service(name: str, services: Mapping[str, Service]) -> str:
    """Message for a name that is no service."""
    known = {
        text: service.id for service in services.values() for text in (service.id, service.name)
    }
    near = [known[text] for text in difflib.get_close_matches(name, known, n=1, cutoff=0.7)]
    advice = f"did you mean {near[0]!r}?" if near else "`adjoin services` lists them"
    return f"{name!r} is no service; {advice}"


def _progress(quiet: bool) -> Callable[[str], None] | None:
    """Show stages, and how far the long ones are, on a terminal and nowhere else."""
    if quiet or not sys.stderr.isatty():
        return None
    return lambda line: print(f"... {line}", file=sys.stderr)


def _width() -> int:
    """Characters in a line of long texts: as on the terminal, but no more than are easy to read."""
    return min(shutil.get_terminal_size().columns, 120) if sys.stdout.isatty() else 100


def _tell_results(results: Results, out: Path | None) -> None:
    """Print what a run found, in a few lines."""
    print(summary(results), end="")
    if out is not None:
        print(f"all of them: {out / 'findings.csv'}\nopen {out / 'map.html'}")

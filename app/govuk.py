"""Where templates come from: ours, and GOV.UK Frontend's as ported to Jinja, which tests use as the reference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader

TEMPLATES = Path(__file__).parent.parent / "templates"
_INDENTING = {"components/radios/macro.html", "components/checkboxes/macro.html"}


class KeepTextLoader(BaseLoader):
    """The library's templates without the one filter that would indent what people typed.

    Its radios and checkboxes indent their whole fieldset, and with it the lines of a textarea that an option reveals.
    """

    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's source, with the last indent taken out of those two components."""
        source, filename, uptodate = self._inner.get_source(environment, template)
        if template in _INDENTING:
            before, _, after = source.rpartition(" | indent(2)")
            source = before + after
        return source, filename, uptodate


def template_loader() -> BaseLoader:
    """The loader of the application: templates/, and the library's under govuk_frontend_jinja/."""
    library = PrefixLoader({"govuk_frontend_jinja": KeepTextLoader(PackageLoader("govuk_frontend_jinja"))})
    return ChoiceLoader([FileSystemLoader(TEMPLATES), library])

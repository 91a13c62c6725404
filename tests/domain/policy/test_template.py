"""The placeholders of a template: those of the published format, in time that grows with the length alone."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy.template import placeholders, without_placeholders

FORMAT = re.compile("\\{([^\n\r\u0085\u2028\u2029]*?)\\}")
"""What policy.md says of placeholders, as a pattern."""


@given(st.text(alphabet="{}ab |\n\u2028", max_size=60))
def test_placeholders_are_those_of_the_published_format(template: str) -> None:
    assert [(p.start, p.end, p.inside) for p in placeholders(template)] == [
        (match.start(), match.end(), match.group(1)) for match in FORMAT.finditer(template)
    ]
    assert without_placeholders(template) == FORMAT.sub("", template)

"""Run folders: begin, lock, publish and read a run, mirror it in a store, and give the originals back."""

from __future__ import annotations

import typing

from chaffinch.faces import late

if typing.TYPE_CHECKING:
    from chaffinch.runs.answers import SCOPES, VERDICTS, Answer, answers_of, append, located, of_span
    from chaffinch.runs.cut_list import CONTEXT, Cut, count_cuts, cuts
    from chaffinch.runs.database import WHOLE_DOCUMENT, add_views, connect
    from chaffinch.runs.inputs import (
        Inputs,
        are_elsewhere,
        fetch,
        holds_run,
        input_digest,
        is_pipe,
        known_digest,
        list_inputs,
        nothing_read,
        read_pipe,
        require_text,
        why_nothing,
    )
    from chaffinch.runs.mirror import Mirror
    from chaffinch.runs.originals import read_passages, rebuilt_input, restore_all, same_input, sources_of
    from chaffinch.runs.owned import (
        AGAINST,
        ANSWERS,
        CLEANED,
        FETCHED,
        REPORT,
        WORK,
        file_rows,
        others_in_cleaned,
        refuse,
        remove_cleaned,
    )
    from chaffinch.runs.publishing import publish, publish_rows
    from chaffinch.runs.run import Run, begin, claimable, finish, info_of, locked
    from chaffinch.runs.views import view

__all__ = [
    "AGAINST",
    "ANSWERS",
    "CLEANED",
    "CONTEXT",
    "FETCHED",
    "REPORT",
    "SCOPES",
    "VERDICTS",
    "WHOLE_DOCUMENT",
    "WORK",
    "Answer",
    "Cut",
    "Inputs",
    "Mirror",
    "Run",
    "add_views",
    "answers_of",
    "append",
    "are_elsewhere",
    "begin",
    "claimable",
    "connect",
    "count_cuts",
    "cuts",
    "fetch",
    "file_rows",
    "finish",
    "holds_run",
    "info_of",
    "input_digest",
    "is_pipe",
    "known_digest",
    "list_inputs",
    "located",
    "locked",
    "nothing_read",
    "of_span",
    "others_in_cleaned",
    "publish",
    "publish_rows",
    "read_passages",
    "read_pipe",
    "rebuilt_input",
    "refuse",
    "remove_cleaned",
    "require_text",
    "restore_all",
    "same_input",
    "sources_of",
    "view",
    "why_nothing",
]

__getattr__ = late(
    __name__,
    {
        "answers": "SCOPES VERDICTS Answer answers_of append located of_span",
        "cut_list": "CONTEXT Cut count_cuts cuts",
        "database": "WHOLE_DOCUMENT add_views connect",
        "inputs": "Inputs are_elsewhere fetch holds_run input_digest is_pipe known_digest list_inputs "
        "nothing_read read_pipe require_text why_nothing",
        "mirror": "Mirror",
        "originals": "read_passages rebuilt_input restore_all same_input sources_of",
        "owned": "AGAINST ANSWERS CLEANED FETCHED REPORT WORK file_rows others_in_cleaned refuse remove_cleaned",
        "publishing": "publish publish_rows",
        "run": "Run begin claimable finish info_of locked",
        "views": "view",
    },
)

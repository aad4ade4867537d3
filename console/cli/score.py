"""`beredt score`: judge texts without storing them."""

from collections.abc import Mapping

import click

from console.cli.call import Call, options, pass_call
from console.cli.input import numbered_lines
from console.cli.output import columns, complain, emit
from console.connectors.feed import BATCH_ROWS
from console.errors import InputError
from console.judge import Asked, Judge, JudgeSettings, asked, score_lines
from console.text import parse_line


@click.command()
@click.argument("file", default="-", metavar="[FILE or -]")
@options
@pass_call
def score(call: Call, file: str) -> int:
    """Judge texts: JSON lines `{"id", "text", "lang"?}` in, one judgement a line out, in the same order.

    It judges without a store, so what people taught by corrections is not part of it.
    """
    settings = call.settings
    brand = settings.brand
    judge = Judge(
        JudgeSettings(brand_names=brand.names, default_lang=brand.language, flag_words=settings.flag_words)
    )
    wrong = False
    for lines in numbered_lines(file, BATCH_ROWS):
        questions: list[Asked] = []
        for line in lines:
            try:
                questions.append(asked(parse_line(line.data)))
            except InputError as error:
                wrong = True
                complain(f"line {line.number}: {error}")
        for question, judged in zip(questions, score_lines(judge, questions), strict=True):
            if call.json:
                # The caller's own id, letter for letter: it is what they match the answer by.
                emit(judged | {"id": question.id})
            else:
                _row(question, judged)
    return 2 if wrong else 0


def _row(question: Asked, judged: Mapping[str, object]) -> None:
    label = f"{judged['label']}{'?' if judged['unsure'] else ''}"
    columns(
        [
            (
                str(question.id),
                f"{judged['compound']:+.2f}",
                label,
                judged["lang"],
                judged["flags"],
                question.text[:80],
            )
        ]
    )

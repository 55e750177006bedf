"""Do the parts of an export agree? Each vote counted, and each person's last votes."""

from collections import Counter

from watersmeet.evidence.opinions.files import AGREE, DISAGREE, Conversation


def counts_exact(talk: Conversation) -> bool:
    """Whether all votes add up to each statement's counts, and each person's last votes are those that stand there."""
    said = Counter((vote.statement, vote.says) for vote in talk.votes)
    adds_up = all(
        (said[name, AGREE], said[name, DISAGREE]) == (one.agrees, one.disagrees)
        for name, one in talk.statements.items()
    )
    published = {(who, name): says for who, votes in talk.published.items() for name, says in votes.items()}
    return adds_up and published == talk.last

"""A deliberation as a conversation that evidence counts: by the frames of the voices room."""

from collections import Counter
from uuid import UUID

from watersmeet.evidence.opinions import Conversation, Statement, Vote
from watersmeet.records.voices import frames as voices


def conversation(deliberation: UUID) -> Conversation:
    """Every statement that somebody looked at, and each participant's last word on it. No groups are published."""
    said = [row for batch in voices.votes(deliberation) for row in batch.to_pylist()]
    there = [row for batch in voices.statements(deliberation) for row in batch.to_pylist()]
    known = {row["statement"] for row in there}
    votes = [
        Vote(str(row["participant"]), str(row["statement"]), row["says"]) for row in said if row["statement"] in known
    ]
    counted = Counter((vote.statement, vote.says) for vote in votes)
    statements = {
        name: Statement(counted[name, 1], counted[name, -1], not row["shown"], row["words"])
        for row in there
        for name in [str(row["statement"])]
    }
    published: dict[str, dict[str, int]] = {}
    for vote in votes:
        published.setdefault(vote.person, {})[vote.statement] = vote.says
    return Conversation(statements, tuple(votes), published, {})

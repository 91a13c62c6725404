"""What is done to licences, people and policies: a function for what each move changes, all within one frame."""

from app.moves import decide, licence_policy, paper, policies, send, start  # noqa: F401  each tells the frame its changes

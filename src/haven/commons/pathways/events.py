from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepFinished:
    step_id: int
    person_id: int
    key: str


@dataclass(frozen=True, slots=True)
class StepReopened:
    step_id: int
    person_id: int
    key: str


@dataclass(frozen=True, slots=True)
class ObstacleReported:
    obstacle_id: int

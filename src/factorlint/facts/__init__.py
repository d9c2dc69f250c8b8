"""The vocabulary: every kind of fact, one file a subject. A struct's docstring is its documentation."""

from ..model.fact import UNKNOWN, F, Fact, Unknown, kind_of
from .codebase import CommittedArtifact, Link, Repository, TrackedFile
from .config import (
    ConfigFile,
    DebugFlag,
    EnvironmentBranch,
    EnvRead,
    EnvSource,
    EnvSupply,
    EnvWrite,
    Literal_,
)
from .dependency import Declared, Import, Install, Lock, Project, RuntimeVersion, ToolUse
from .graph import (
    AddressUse,
    Attached,
    ComponentImage,
    Drift,
    EnvNeed,
    PortChain,
    PortStep,
    ProbeTarget,
    Process,
    RunningContainer,
    SharedCode,
)
from .image import (
    Build,
    BuildStage,
    Copy,
    ExposedPort,
    IgnoreFile,
    ImageRef,
    Instruction,
    SystemPackage,
)
from .log import LogSink, LogUse, Print
from .process import (
    BackgroundWork,
    CacheStore,
    Command,
    Daemonize,
    Exit,
    FileWrite,
    Migration,
    PidFile,
    ProcessType,
    SchemaChange,
    SessionStore,
    SharedState,
    SignalHandler,
    WorkerCode,
)
from .resilience import Blocking, Breaker, ConcurrencyLimit, Retry
from .scan import ParseTrouble, Suppression
from .service import (
    BackingService,
    IngressRule,
    Listen,
    MessageUse,
    OutboundCall,
    PortMap,
    Probe,
    Route,
    ServiceEndpoint,
)
from .workload import (
    ActionUse,
    Autoscaler,
    ConfigObject,
    Container,
    DisruptionBudget,
    Job,
    Mount,
    Volume,
    Workload,
)

VOCABULARY: tuple[type[Fact], ...] = tuple(
    value
    for value in list(globals().values())
    if isinstance(value, type) and issubclass(value, Fact) and value is not Fact
)
"""Every kind of fact, in the order of the imports above."""

BY_KIND: dict[str, type[Fact]] = {kind_of(fact_type): fact_type for fact_type in VOCABULARY}
"""The public name of each kind, such as `config.env-read`."""

namespace TradingBot.Contracts.Operations;

/// <summary>Answer of <c>GET /api/control</c> and of every post that changes it: what the workers obey, and which of them do.</summary>
/// <param name="Mode">running, stopped or maintenance.</param>
/// <param name="Epoch">Rises with every change of what may be traded.</param>
/// <param name="Version">Rises with every change.</param>
/// <param name="Reason">Why the mode is what it is.</param>
/// <param name="Actor">Who changed it last.</param>
/// <param name="ChangedAt">When it was changed last.</param>
/// <param name="MaintenanceMessage">What users are told about maintenance; none where none is announced.</param>
/// <param name="RateLimitDelayMs">Least milliseconds between REST requests to a venue.</param>
/// <param name="SimulationMode">Whether feeds shall come from the simulator.</param>
/// <param name="Workers">Workers whose heart beat within the last minute.</param>
public sealed record ControlDetail(
    string Mode, long Epoch, long Version, string Reason, string Actor, DateTimeOffset ChangedAt, string? MaintenanceMessage, int RateLimitDelayMs, bool SimulationMode,
    IReadOnlyList<WorkerContract> Workers);

/// <summary>A worker.</summary>
/// <param name="Id">Worker id.</param>
/// <param name="Alive">Whether its last heartbeat is younger than 10 s.</param>
/// <param name="HeartbeatAgeMs">Age of its last heartbeat in milliseconds.</param>
/// <param name="AcknowledgedEpoch">The last control epoch it has acknowledged; none before the first.</param>
/// <param name="Accounts">How many accounts it holds the lease of.</param>
/// <param name="Feed">live or simulated.</param>
/// <param name="StartedAt">When it started.</param>
public sealed record WorkerContract(string Id, bool Alive, long HeartbeatAgeMs, long? AcknowledgedEpoch, int Accounts, string Feed, DateTimeOffset StartedAt);

/// <summary>Body of <c>POST /api/notifications/maintenance</c> and <c>POST /api/maintenance/enable</c>; all optional.</summary>
/// <param name="Message">What users are told, at most 500 characters.</param>
public sealed record MaintenanceRequest(string? Message = null);

namespace TradingBot.Storage.Reading;

/// <summary>A command and, once it was carried out, its answer.</summary>
public sealed class CommandRow
{
    public Guid CommandId { get; init; }
    public long Sequence { get; init; }
    public required string IdempotencyKey { get; init; }
    public required string Actor { get; init; }
    public required byte[] BodyHash { get; init; }
    public Guid AccountId { get; init; }
    public required string Kind { get; init; }
    public required string Body { get; init; }
    public required string State { get; init; }
    public string? Answer { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>What the system is allowed to do; one row.</summary>
public sealed class ControlRow
{
    public int Id { get; init; }
    public bool Stopped { get; init; }
    public bool Maintenance { get; init; }
    public required string Mode { get; init; }
    public long Epoch { get; init; }
    public long Version { get; init; }
    public required string Reason { get; init; }
    public required string Actor { get; init; }
    public string? MaintenanceMessage { get; init; }
    public int RateLimitDelayMs { get; init; }
    public bool? SimulationMode { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>A worker process and its last heartbeat.</summary>
public sealed class WorkerRow
{
    public required string WorkerId { get; init; }
    public int ProcessId { get; init; }
    public required string Host { get; init; }
    public required string Version { get; init; }
    public required string Feed { get; init; }
    public bool Simulated { get; init; }
    public required string Mode { get; init; }
    public required string ModeReason { get; init; }
    public bool PaperTrading { get; init; }
    public int QueueDepth { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset HeartbeatAt { get; init; }
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Whether it gets a share of the accounts.</summary>
    public bool TakesAccounts { get; init; }
}

/// <summary>A worker's word that it obeys a control epoch.</summary>
public sealed class ControlAcknowledgementRow
{
    public required string WorkerId { get; init; }
    public long Epoch { get; init; }
    public required string Mode { get; init; }
    public int CancelledOrders { get; init; }
    public double ElapsedMs { get; init; }
    public DateTimeOffset AcknowledgedAt { get; init; }
}

/// <summary>Which worker owns an account, until when, with which fencing epoch.</summary>
public sealed class LeaseRow
{
    public Guid AccountId { get; init; }
    public required string WorkerId { get; init; }
    public long Epoch { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When its owner last said how far it has followed the markets.</summary>
    public DateTimeOffset? FollowedAt { get; init; }

    /// <summary>The last trade of each market that it has met: JSON by the instrument's number.</summary>
    public string? FollowedTrades { get; init; }
}

/// <summary>The last proof of a safety layer.</summary>
public sealed class SafetyStatusRow
{
    public required string Layer { get; init; }
    public required string Name { get; init; }
    public required string Status { get; init; }
    public required string Evidence { get; init; }
    public required string WorkerId { get; init; }
    public DateTimeOffset LastVerified { get; init; }
}

/// <summary>How one stream of market data does.</summary>
public sealed class FeedStatusRow
{
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required string Stream { get; init; }
    public bool Connected { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public bool Simulated { get; init; }
    public DateTimeOffset? LastMessageAt { get; init; }
    public double? LatencyMs { get; init; }
    public long Messages { get; init; }
    public long Reconnects { get; init; }
    public long Resyncs { get; init; }
    public long Gaps { get; init; }
    public long Holes { get; init; }
    public long Recovered { get; init; }
    public string? LastHole { get; init; }
    public string ResyncReasons { get; init; } = "{}";
    public string IgnoredReasons { get; init; } = "{}";
    public string? BookLimit { get; init; }
    public decimal? Divergence { get; init; }
    public bool Diverges { get; init; }
    public DateTimeOffset? BlockedUntil { get; init; }
    public required string WorkerId { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A venue's order to send nothing for a while.</summary>
public sealed class VenueBlockRow
{
    public required string Venue { get; init; }
    public required string Host { get; init; }
    public DateTimeOffset BlockedUntil { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
}

/// <summary>A stored report.</summary>
public sealed class ReportRow
{
    public Guid ReportId { get; init; }
    public required string Kind { get; init; }
    public Guid AccountId { get; init; }
    public DateTimeOffset PeriodStart { get; init; }
    public DateTimeOffset PeriodEnd { get; init; }
    public required string Body { get; init; }
    public bool Scheduled { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A key of our own API, as a hash.</summary>
public sealed class ApiKeyRow
{
    public Guid KeyId { get; init; }
    public required string Name { get; init; }
    public required byte[] KeyHash { get; init; }
    public required string Prefix { get; init; }
    public required string Role { get; init; }
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>Requests per hour, subject and endpoint.</summary>
public sealed class ApiUsageRow
{
    public DateTimeOffset Hour { get; init; }
    public required string Source { get; init; }
    public required string Subject { get; init; }
    public required string Endpoint { get; init; }
    public long Requests { get; init; }
    public long Weight { get; init; }
    public long Errors { get; init; }
}

/// <summary>A row of the audit chain.</summary>
public sealed class AuditLogRow
{
    public long Sequence { get; init; }
    public required string EventType { get; init; }
    public required string Actor { get; init; }
    public required string CorrelationId { get; init; }
    public required string Details { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public Guid? EventId { get; init; }
    public required byte[] PrevHash { get; init; }
    public required byte[] Hash { get; init; }
}

/// <summary>The symbols of a venue that were chosen at run time.</summary>
public sealed class SymbolChoiceRow
{
    public required string Venue { get; init; }
    public required string Choice { get; init; }
    public required string Actor { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
}

/// <summary>A wanted choice of symbols and what became of it.</summary>
public sealed class SymbolProposalRow
{
    public Guid ProposalId { get; init; }
    public required string Venue { get; init; }
    public required string Choice { get; init; }
    public required string Actor { get; init; }
    public required string State { get; init; }
    public string? Problem { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
}

/// <summary>What a worker follows at a venue.</summary>
public sealed class FollowedSymbolsRow
{
    public required string WorkerId { get; init; }
    public required string Venue { get; init; }
    public required string Followed { get; init; }
    public DateTimeOffset EvaluatedAt { get; init; }
}

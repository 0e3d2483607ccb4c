namespace TradingBot.Contracts.Operations;

/// <summary>Answer of <c>GET /api/health/safety</c>.</summary>
/// <param name="PaperTradingMode">True while every proof holds.</param>
/// <param name="RealTradesBlocked">Forbidden requests that were refused, all time.</param>
/// <param name="RealTradeAttempts">Attempts audited today (UTC).</param>
/// <param name="Mode">running, paused, stopped or maintenance.</param>
/// <param name="ModeReason">Why.</param>
/// <param name="SimulatedMarket">Whether the market is the simulator's.</param>
/// <param name="Layers">Each layer's state, L0 first; each of L0 to L11 is there.</param>
public sealed record SafetyStatus(
    bool PaperTradingMode, long RealTradesBlocked, long RealTradeAttempts, string Mode, string? ModeReason, bool SimulatedMarket, IReadOnlyList<SafetyLayer> Layers);

/// <summary>A layer that keeps real trades impossible.</summary>
/// <param name="Layer">Short name, such as egress-guard.</param>
/// <param name="Title">For people.</param>
/// <param name="Status">ok, failed or unknown.</param>
/// <param name="LastVerifiedAt">When it was last proven.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Level">Its number in docs/SAFETY.md, L0 to L11; several proofs may belong to one.</param>
public sealed record SafetyLayer(string Layer, string Title, string Status, DateTimeOffset? LastVerifiedAt, string Evidence, string Level = "");

/// <summary>Answer of <c>GET /api/health/detailed</c>.</summary>
/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Version">Of the product.</param>
/// <param name="Mode">Trading mode.</param>
/// <param name="SimulatedMarket">Whether the market is the simulator's.</param>
/// <param name="Checks">Each part's state.</param>
public sealed record DetailedHealth(string Status, string Version, string Mode, bool SimulatedMarket, IReadOnlyList<HealthCheckContract> Checks);

/// <summary>One part's health.</summary>
/// <param name="Name">database, redis, worker, binance, …</param>
/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Detail">What was seen, and what to do.</param>
public sealed record HealthCheckContract(string Name, string Status, string Detail);

/// <summary>Answer of <c>GET /api/health/websockets</c>.</summary>
/// <param name="Status">connected, degraded or disconnected.</param>
/// <param name="Connected">Streams connected.</param>
/// <param name="Total">Streams wanted.</param>
/// <param name="Connections">Per venue.</param>
public sealed record WebSocketHealth(string Status, int Connected, int Total, IReadOnlyList<MarketData.VenueStatus> Connections);

/// <summary>Body of <c>POST /api/emergency/stop-all-trading</c>; all optional.</summary>
/// <param name="Reason">Why.</param>
public sealed record StopTradingRequest(string? Reason = null);

/// <summary>Answer of <c>POST /api/emergency/stop-all-trading</c>.</summary>
/// <param name="Stopped">True once the stop is durable (database, or latch file where the database is down).</param>
/// <param name="ElapsedMs">Until this answer.</param>
/// <param name="CancelledOrders">Open orders that were cancelled.</param>
/// <param name="Workers">Who has acknowledged.</param>
/// <param name="Epoch">Control epoch of the stop.</param>
/// <param name="Detail">For a person.</param>
public sealed record StopTradingResponse(bool Stopped, long ElapsedMs, int CancelledOrders, IReadOnlyList<WorkerAcknowledgement> Workers, long? Epoch, string Detail);

/// <summary>A worker's answer to a stop.</summary>
/// <param name="Id">Worker id.</param>
/// <param name="Acknowledged">Whether it has stopped.</param>
/// <param name="ElapsedMs">How long it took.</param>
public sealed record WorkerAcknowledgement(string Id, bool Acknowledged, long? ElapsedMs);

/// <summary>Body of <c>POST /api/emergency/resume</c>.</summary>
/// <param name="Reason">Why it is safe; at least 5 characters.</param>
/// <param name="Confirm">The word RESUME.</param>
public sealed record ResumeTradingRequest(string? Reason, string? Confirm);

/// <summary>Trading mode after a change.</summary>
/// <param name="Mode">running, paused, stopped or maintenance.</param>
/// <param name="Epoch">Control epoch.</param>
/// <param name="Reason">Why.</param>
public sealed record ControlStatus(string Mode, long Epoch, string? Reason);

/// <summary>Body of <c>POST /api/config/rate-limit</c>.</summary>
/// <param name="Delay">Least milliseconds between REST requests to a venue, 0 to 60,000.</param>
public sealed record RateLimitRequest(int? Delay);

/// <summary>Body of <c>POST /api/config/simulation-mode</c>.</summary>
/// <param name="Enabled">Whether feeds shall come from the simulator.</param>
public sealed record SimulationModeRequest(bool? Enabled);

/// <summary>A row of the audit log.</summary>
/// <param name="Sequence">Gap-free from 1.</param>
/// <param name="EventType">Such as REAL_TRADE_ATTEMPT.</param>
/// <param name="Actor">Who.</param>
/// <param name="Details">What, as JSON text.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="CorrelationId">Trace id of the request or id of the command that it belongs to; empty where there is none.</param>
public sealed record AuditRow(long Sequence, string EventType, string Actor, string Details, DateTimeOffset OccurredAt, string CorrelationId);

/// <summary>Answer of <c>GET /api/audit/verify</c>.</summary>
/// <param name="Intact">Whether the whole chain verifies.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="FirstBrokenSequence">The first row that does not verify.</param>
/// <param name="HeadHash">Hash of the last row.</param>
/// <param name="Detail">For a person.</param>
/// <param name="VerifiedAt">When the walk ended.</param>
public sealed record AuditVerification(bool Intact, long Rows, long? FirstBrokenSequence, string? HeadHash, string Detail, DateTimeOffset VerifiedAt);

/// <summary>Answer of <c>GET /api/audit/real-trades/today</c>.</summary>
/// <param name="RealTrades">Always 0: the table refuses such rows; counted anyway.</param>
/// <param name="Attempts">Attempts audited today (UTC).</param>
/// <param name="Items">Their audit rows.</param>
public sealed record RealTradesToday(long RealTrades, long Attempts, IReadOnlyList<AuditRow> Items);

using TradingBot.Engine;

namespace TradingBot.Storage.Control;

/// <summary>What the system is allowed to do.</summary>
/// <param name="Stopped">Whether the emergency stop holds; it wins over everything else.</param>
/// <param name="Maintenance">Whether maintenance is on.</param>
/// <param name="Epoch">Moves with every change of what may be traded; each journal transaction checks it.</param>
/// <param name="Version">Moves with every change.</param>
/// <param name="Reason">Why it is so, in words for a person.</param>
/// <param name="Actor">Who changed it last.</param>
/// <param name="MaintenanceMessage">What users are told; none where nothing is announced.</param>
/// <param name="RateLimitDelayMs">Least milliseconds between REST requests to a venue.</param>
/// <param name="SimulationMode">Whether the feeds shall come from the simulator; none where each worker follows its configuration.</param>
/// <param name="ChangedAt">When.</param>
public sealed record ControlSnapshot(
    bool Stopped, bool Maintenance, long Epoch, long Version, string Reason, string Actor, string? MaintenanceMessage, int RateLimitDelayMs,
    bool? SimulationMode, DateTimeOffset ChangedAt)
{
    /// <summary>Running, stopped or maintenance. Pauses are each worker's own and stand beside it.</summary>
    public TradingMode Mode => Stopped ? TradingMode.Stopped : Maintenance ? TradingMode.Maintenance : TradingMode.Running;
}

/// <summary>A live worker's answer to a control epoch.</summary>
/// <param name="WorkerId">Which worker.</param>
/// <param name="Acknowledged">Whether it obeys the epoch.</param>
/// <param name="ElapsedMs">From its hearing of the change to its obeying; none where it has not answered.</param>
/// <param name="CancelledOrders">Open orders that it cancelled.</param>
public sealed record ControlAcknowledgement(string WorkerId, bool Acknowledged, double? ElapsedMs, int CancelledOrders);

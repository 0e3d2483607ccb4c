namespace TradingBot.Api.Audit;

/// <summary>Names of audit events that only the API writes.</summary>
internal static class AuditEventNames
{
    public const string AccessDenied = "ACCESS_DENIED";
    public const string ApiKeyCreated = "API_KEY_CREATED";
    public const string ApiKeyUsed = "API_KEY_USED";
    public const string ApiKeyRevoked = "API_KEY_REVOKED";
    public const string MaintenanceAnnounced = "MAINTENANCE_ANNOUNCED";
    public const string MaintenanceEnabled = "MAINTENANCE_ENABLED";
    public const string MaintenanceDisabled = "MAINTENANCE_DISABLED";
    public const string MissedTradesPolicyChanged = "MISSED_TRADES_POLICY_CHANGED";
    public const string RateLimitChanged = "RATE_LIMIT_CHANGED";
    public const string SymbolsChanged = "SYMBOLS_CHANGED";
    public const string SimulationModeChanged = "SIMULATION_MODE_CHANGED";
}

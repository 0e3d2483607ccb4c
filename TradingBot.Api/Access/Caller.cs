namespace TradingBot.Api.Access;

/// <summary>Who calls, as commands and the audit log name them.</summary>
internal static class Caller
{
    public static string Actor(this HttpContext context) => context.User.Identity?.Name ?? "unknown";

    /// <summary>Names the request in logs, traces and audit rows.</summary>
    public static string CorrelationId(this HttpContext context) =>
        System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}

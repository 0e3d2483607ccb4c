using Microsoft.Extensions.Diagnostics.HealthChecks;
using TradingBot.Storage.Names;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Hosting;

/// <summary>Ready when the accounts are in memory and the journal takes what they do.</summary>
internal sealed class TradingHealthCheck(TradingLoop loop) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(loop.IsLive
        ? HealthCheckResult.Healthy($"{StoredNames.Of(loop.Order.Mode)}, {loop.Leases.Count} accounts, {loop.Instruments.Count} instruments")
        : HealthCheckResult.Unhealthy("the accounts are being read from the journal, or the database cannot be used; see the log"));
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using TradingBot.Storage;

namespace TradingBot.Api.Health;

/// <summary>Ready means that the database answers and has the schema of this version.</summary>
internal sealed class DatabaseReadyCheck(DatabaseReadiness readiness) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await readiness.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy("answers");
        }
        catch (StorageException problem)
        {
            // The message says where and what to do; it is for operators, and the probes are open, so they get less.
            return HealthCheckResult.Unhealthy("cannot be used; GET /api/health/detailed says why", problem);
        }
    }
}

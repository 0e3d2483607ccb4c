using Microsoft.Extensions.Diagnostics.HealthChecks;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Worker.Recordings;

/// <summary>Degraded while what should be recorded is not; trading goes on unless <c>Recording:Required</c> says otherwise.</summary>
internal sealed class RecordingHealthCheck(MarketRecording recording) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(recording.Writer switch
    {
        null => HealthCheckResult.Healthy("switched off"),
        { Failure: { } failure } writer => HealthCheckResult.Degraded($"nothing is recorded: {failure}; {writer.Dropped} records dropped"),
        { } writer => HealthCheckResult.Healthy($"{writer.LastWritten} records, session {writer.Session}"),
    });
}

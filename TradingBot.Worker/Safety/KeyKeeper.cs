using System.Text.Json;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Storage.Audit;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Safety;

/// <summary>Has the optional key probed at start and every hour, and audits what became of it.</summary>
internal sealed partial class KeyKeeper(KuCoinReadKey key, AuditWriter audit, WorkerIdentity worker, TimeProvider time, ILogger<KeyKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromHours(1);

    // While KuCoin forbids requests the key waits unproven; it is asked about soon after.
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        key.Changed += Changed;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        key.Changed -= Changed;
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (key.State is ReadKeyState.Unproven or ReadKeyState.Good)
            {
                await key.ProbeAsync(stoppingToken);
                await Task.Delay(key.State == ReadKeyState.Good ? ProbeEvery : AskAgain, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Changed(ReadKeyState state, string evidence)
    {
        bool isGood = state == ReadKeyState.Good;
        if (isGood) LogAccepted(evidence);
        else LogDiscarded(evidence);
        audit.Add(new AuditEntry(isGood ? AuditEvents.ExchangeKeyAccepted : AuditEvents.ExchangeKeyDiscarded, worker.Id, "", JsonSerializer.Serialize(new { venue = "kucoin", evidence })));
    }

    [LoggerMessage(4420, LogLevel.Information, "KuCoin key: {Evidence}")]
    private partial void LogAccepted(string evidence);

    [LoggerMessage(4421, LogLevel.Error, "KuCoin key: {Evidence}")]
    private partial void LogDiscarded(string evidence);
}

using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace TradingBot.Storage.Audit;

/// <summary>Records audit rows for those who must not wait, such as the egress guard on a refused caller's thread.</summary>
/// <remarks>A process that is killed loses what it handed in during the last moment; who must not lose a row awaits <see cref="AuditRecorder"/>.</remarks>
public sealed class AuditWriter(AuditRecorder recorder, TimeProvider time) : BackgroundService
{
    // What the database does not take as fast as it comes goes to the file, whose limit is AuditSpill's.
    private const int WaitingMax = 10_000;
    private const int BatchMax = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<AuditEntry> _waiting = Channel.CreateUnbounded<AuditEntry>();

    /// <summary>Hands a row in, without waiting for anything. Where too many wait already they go to the file of waiting rows.</summary>
    public void Add(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        AuditEntry stamped = entry.OccurredAt is null ? entry with { OccurredAt = time.GetUtcNow() } : entry;
        // While the host stops nobody reads any more: then the caller sees it to the disk.
        if (!_waiting.Writer.TryWrite(stamped)) recorder.KeepAsync([stamped]).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<AuditEntry> batch = [];
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            bool isFlood = _waiting.Reader.Count > WaitingMax;
            while (batch.Count < (isFlood ? WaitingMax : BatchMax) && _waiting.Reader.TryRead(out AuditEntry? entry)) batch.Add(entry);
            await (isFlood ? recorder.KeepAsync(batch) : recorder.RecordAsync(batch, Patience)).ConfigureAwait(false);
            batch.Clear();
        }
    }
}

using System.Threading.Channels;
using TradingBot.Engine;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Feeds;

/// <summary>The consumer did not take inputs in time.</summary>
internal sealed class SlowConsumerException() : Exception("the consumer of market data is too slow");

/// <summary>Writes inputs in order; what does not fit at once waits in a short queue, and not for long.</summary>
/// <remarks>Used under the feed's gate by one writer at a time.</remarks>
internal sealed class FeedOutput(ChannelWriter<MarketInput> writer, TimeSpan patience, FeedTape? tape = null)
{
    private readonly Queue<MarketInput> _waiting = new();

    public void Write(in EngineInput input)
    {
        MarketInput caused = new(input, tape?.Cause ?? 0);
        if (_waiting.Count > 0 || !writer.TryWrite(caused)) _waiting.Enqueue(caused);
    }

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="SlowConsumerException">The channel stayed full for longer than the patience; what waits is kept for <see cref="DrainAsync"/>.</exception>
    public ValueTask FlushAsync(CancellationToken cancellation) => _waiting.Count == 0 ? ValueTask.CompletedTask : new(FlushWithPatienceAsync(cancellation));

    /// <summary>Writes what waits, however long the consumer takes. Nothing is read from the venue meanwhile.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        while (_waiting.TryPeek(out MarketInput input))
        {
            await writer.WriteAsync(input, cancellation);
            _waiting.Dequeue();
        }
    }

    private async Task FlushWithPatienceAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            await DrainAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SlowConsumerException();
        }
    }
}

using System.Threading.Channels;
using TradingBot.Engine;

namespace TradingBot.Exchanges.Feeds;

/// <summary>The consumer did not take inputs in time.</summary>
internal sealed class SlowConsumerException() : Exception("the consumer of market data is too slow");

/// <summary>Writes inputs in order; what does not fit at once waits in a short queue, and not for long.</summary>
/// <remarks>Used under the feed's gate by one writer at a time.</remarks>
internal sealed class FeedOutput(ChannelWriter<EngineInput> writer, TimeSpan patience)
{
    private readonly Queue<EngineInput> _waiting = new();

    public void Write(in EngineInput input)
    {
        if (_waiting.Count > 0 || !writer.TryWrite(input)) _waiting.Enqueue(input);
    }

    /// <summary>Waits until all is written.</summary>
    /// <exception cref="SlowConsumerException">The channel stayed full for longer than the patience; what waits is kept for <see cref="DrainAsync"/>.</exception>
    public ValueTask FlushAsync(CancellationToken cancellation) => _waiting.Count == 0 ? ValueTask.CompletedTask : new(FlushWithPatienceAsync(cancellation));

    /// <summary>Writes what waits, however long the consumer takes. Nothing is read from the venue meanwhile.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        while (_waiting.TryPeek(out EngineInput input))
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

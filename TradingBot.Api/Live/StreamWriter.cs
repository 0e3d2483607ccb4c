using System.IO.Pipelines;

namespace TradingBot.Api.Live;

/// <summary>Writes a mailbox to a client until it goes away, falls too far behind, or we stop.</summary>
internal sealed class StreamWriter(HttpContext context, Mailbox mailbox, TimeProvider time)
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(10);

    // What changes faster than this is not told to anybody one by one.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    // A client that takes nothing for so long is gone, whatever its connection says.
    private static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(60);

    public async Task RunAsync(CancellationToken cancellation)
    {
        PipeWriter output = context.Response.BodyWriter;
        // Browsers connect again after this many milliseconds.
        await output.WriteAsync("retry: 1000\n\n"u8.ToArray(), cancellation);
        DateTimeOffset heartbeatDue = time.GetUtcNow() + HeartbeatInterval;
        while (!mailbox.IsOverflown)
        {
            while (mailbox.TryTake(out ServerEvent? news)) await WriteAsync(output, news, cancellation);
            if (time.GetUtcNow() >= heartbeatDue)
            {
                await WriteAsync(output, LiveEventsOf.Heartbeat(time.GetUtcNow()), cancellation);
                heartbeatDue = time.GetUtcNow() + HeartbeatInterval;
            }
            await Task.Delay(Pace, time, cancellation);
            TimeSpan left = heartbeatDue - time.GetUtcNow();
            if (left > TimeSpan.Zero) await mailbox.WaitAsync(left, time, cancellation);
        }
    }

    // Each event is flushed by itself: what the connection does not take yet stays in the mailbox, where it can still be replaced.
    private async Task WriteAsync(PipeWriter output, ServerEvent news, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(WritePatience);
        try
        {
            await output.WriteAsync(news.Frame, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            context.Abort();
            throw new OperationCanceledException(context.RequestAborted);
        }
    }
}

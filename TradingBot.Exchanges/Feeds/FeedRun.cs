using Microsoft.Extensions.Logging;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Keeps one connection to a venue for ever: opens it, replaces it before it grows old, opens another when it is lost.</summary>
internal sealed partial class FeedRun(
    int number, VenueProtocol protocol, EgressGuard guard, InstrumentTable table, StreamList streams, FeedMarkets markets, FeedOutput output, FeedGate gate,
    ExchangesOptions options, FeedMetrics metrics, ConnectionFacts facts, TimeProvider time, ILogger logger, FeedTape? tape = null)
{
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>A connection that lived this long worked, so the next pause is short again.</summary>
    private static readonly TimeSpan WorkedAfter = TimeSpan.FromSeconds(5);

    private readonly ReconnectDelay _delay = new(options.ReconnectDelay, options.ReconnectDelayLimit);
    private FeedConnection? _active;
    private FeedConnection? _successor;
    private bool _isReplacing;
    private string? _replaceReason;
    private bool _wasConnected;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            DateTimeOffset startedAt = time.GetUtcNow();
            LossReason reason;
            TimeSpan? ordered = null;
            try
            {
                reason = await RunSessionAsync(cancellation);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (ConnectionProblem.Is(e))
            {
                reason = new(e.Message, IsSlowConsumer: false);
                ordered = (e as ExchangeException)?.RetryAt - time.GetUtcNow();
            }
            if (time.GetUtcNow() - startedAt > WorkedAfter) _delay.Reset();
            TimeSpan delay = _delay.Next();
            if (ordered is { } order && order > delay) delay = order;
            FeedLog.Lost(logger, protocol.Venue, reason.Text, delay);
            facts.Lost(number, reason.Text);
            try
            {
                // The old session's work has ended, so nobody else is inside.
                tape?.Mark(_active?.Number ?? 0, ConnectionMark.Lost, reason.Text);
                markets.Disconnected(reason);
                await output.DrainAsync(cancellation);
                await Task.Delay(delay, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<LossReason> RunSessionAsync(CancellationToken cancellation)
    {
        try
        {
            await using FeedSession session = new(cancellation) { SendAsync = (frame, ended) => _active!.SendAsync(frame, ended) };
            // What is followed does not change between subscribing to it and looking after it.
            using (await _changes.EnterAsync(cancellation)) await BeginAsync(session, cancellation);
            FeedConnection connection = _active!;
            session.Start(ended => PumpAsync(connection, session, ended));
            session.Start(ended => WatchAsync(session, ended));
            session.Start(markets.MeasureClockAsync);
            session.Start(markets.WatchRulesAsync);
            return await session.Lost.WaitAsync(cancellation);
        }
        finally
        {
            _session = null;
            if (_active is not null) await CloseAsync(_active);
            if (_successor is not null) await CloseAsync(_successor);
        }
    }

    private async Task BeginAsync(FeedSession session, CancellationToken cancellation)
    {
        (_active, _successor, _isReplacing, _replaceReason) = (null, null, false, null);
        _active = await OpenAsync(cancellation);
        if (_wasConnected)
        {
            facts.Reconnecting();
            metrics.Reconnected(protocol.Venue);
        }
        _wasConnected = true;
        facts.Connected(number, time.GetUtcNow());
        FeedLog.Connected(logger, protocol.Venue, streams.Count);
        using (await gate.EnterAsync(cancellation))
        {
            tape?.Mark(_active.Number, ConnectionMark.InCharge);
            markets.Connected(session);
        }
        _session = session;
    }

    /// <summary>A symbol that the venue has no more would make it refuse the subscription of all.</summary>
    private async Task<FeedConnection> OpenAsync(CancellationToken cancellation)
    {
        MarketStream[] listed = [.. streams.Where(stream => stream.IsListed)];
        try
        {
            FeedConnection opened = await FeedConnection.OpenAsync(protocol, guard, table, [.. listed.Select(stream => stream.Instrument)], time, tape, cancellation);
            foreach (MarketStream stream in streams) stream.IsLeftOut = !listed.Contains(stream);
            return opened;
        }
        catch (ExchangeException e) when (e.Failure == ExchangeFailure.Refused)
        {
            // The next attempt knows which it was.
            await markets.ReadRulesAsync(cancellation);
            throw;
        }
    }

    private static async Task CloseAsync(FeedConnection connection)
    {
        await connection.CloseAsync();
        connection.Dispose();
    }

    private async Task PumpAsync(FeedConnection connection, FeedSession session, CancellationToken cancellation)
    {
        try
        {
            using (await gate.EnterAsync(cancellation))
                if (connection == _active) await TakeHeldAsync(connection, cancellation);
            while (await connection.ReceiveAsync(cancellation) is { } frame)
            {
                using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
                if (connection == _active)
                {
                    await TakeHeldAsync(connection, cancellation);
                    tape?.Handled(connection.Number, frame.Span);
                    Handle(connection, frame.Span);
                    await output.FlushAsync(cancellation);
                }
                else if (connection != _successor || !connection.Hold(frame.Span))
                {
                    tape?.Unused(connection.Number, frame.Span);
                    break;
                }
            }
            if (connection.IsOverlong)
                using (await gate.EnterAsync(cancellation)) markets.Rejected("too_large");
            if (connection == _active) session.Lose(connection.CloseReason);
        }
        catch (Exception e) when (ConnectionProblem.Is(e) && connection != _active)
        {
            // It has been replaced, or was lost before it took over.
        }
        // A successor that can't be read any more must not take over.
        Interlocked.CompareExchange(ref _successor, null, connection);
    }

    private void Handle(FeedConnection connection, ReadOnlySpan<byte> frame)
    {
        FrameKind kind = markets.Handle(frame);
        if (kind is FrameKind.Acknowledged or FrameKind.Error) Answered(kind == FrameKind.Acknowledged);
        if (kind == FrameKind.Pong) connection.Ponged();
        if (kind == FrameKind.Shutdown) _replaceReason ??= "the venue shuts its end down";
    }

    private async Task TakeHeldAsync(FeedConnection connection, CancellationToken cancellation)
    {
        while (connection.TryTakeHeld(out byte[]? frame))
        {
            Handle(connection, frame);
            await output.FlushAsync(cancellation);
        }
    }

    private async Task WatchAsync(FeedSession session, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(WatchPeriod, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
            DateTimeOffset now = time.GetUtcNow();
            FeedConnection active = _active!;
            if (!await active.KeepAliveAsync(protocol, now, cancellation)) session.Lose("our ping was not answered");
            markets.Watch(now);
            await output.FlushAsync(cancellation);
            if (now - active.OpenedAt >= options.ConnectionLifetime) _replaceReason ??= "it has grown old";
            if (_replaceReason is null || _isReplacing) continue;
            _isReplacing = true;
            session.Start(ended => ReplaceAsync(session, ended));
        }
    }

    /// <summary>Make before break: the new connection holds its frames while the old one goes on; then it takes over, and what both had is dropped by number.</summary>
    private async Task ReplaceAsync(FeedSession session, CancellationToken cancellation)
    {
        using FeedGate.Pass change = await _changes.EnterAsync(cancellation);
        FeedConnection successor;
        try
        {
            successor = await OpenAsync(cancellation);
        }
        catch (Exception e) when (ConnectionProblem.Is(e) && !cancellation.IsCancellationRequested)
        {
            FeedLog.NotReplaced(logger, protocol.Venue, e.Message);
            await Task.Delay(_delay.Next(), time, cancellation);
            using (await gate.EnterAsync(cancellation)) _isReplacing = false;
            return;
        }
        try
        {
            using (await gate.EnterAsync(cancellation)) _successor = successor;
            session.Start(ended => PumpAsync(successor, session, ended));
            await Task.Delay(options.ReplacementOverlap, time, cancellation);
            await TakeOverAsync(successor, cancellation);
        }
        finally
        {
            if (_active != successor) successor.Dispose();
        }
    }

    private async Task TakeOverAsync(FeedConnection successor, CancellationToken cancellation)
    {
        FeedConnection old;
        using (await gate.EnterAsync(cancellation))
        {
            _isReplacing = false;
            if (_successor != successor)
            {
                FeedLog.NotReplaced(logger, protocol.Venue, successor.CloseReason);
                return;
            }
            old = _active!;
            (_active, _successor) = (successor, null);
            tape?.Mark(successor.Number, ConnectionMark.Replaced, _replaceReason ?? "");
        }
        // Frames of the successor wait at the gate or in the socket until the held ones have been taken, because its pump takes them first.
        await CloseAsync(old);
        using FeedGate.Pass pass = await gate.EnterAsync(cancellation);
        FeedLog.Replaced(logger, protocol.Venue, _replaceReason!);
        _replaceReason = null;
        facts.Replaced(number, time.GetUtcNow());
        await TakeHeldAsync(successor, cancellation);
        markets.Replaced();
    }
}

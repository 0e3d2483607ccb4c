using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>The faults of REST requests. Started and ended under the simulation's gate; requests pass without it while there is none.</summary>
internal sealed class RestFaults(Simulation simulation, TimeProvider time)
{
    private static readonly TimeSpan SnapshotPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SnapshotPatience = TimeSpan.FromSeconds(30);

    private Fault[] _active = [];

    public long Start(Fault fault)
    {
        _active = [.. _active, fault];
        if (fault.Kind.Name == "staleSnapshot")
            fault.Held = fault.Markets.ToDictionary(market => market, market => new StaleSnapshot(market));
        else if (fault.Kind.Name == "wideBook")
        {
            foreach (PublicMarket market in fault.Markets)
                market.Display.Snapshots.Add(new WideSnapshot(fault, market));
        }
        else
            return 1;
        return fault.Markets.Count;
    }

    public void End(Fault fault)
    {
        _active = [.. _active.Where(other => other != fault)];
        foreach (PublicMarket market in fault.Markets)
            market.Display.Snapshots.RemoveAll(snapshot => snapshot.Fault == fault);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Fault[] active = Volatile.Read(ref _active);
        if (active.Length == 0 || VenuePaths.RestOf(context.Request.Path) is not { } venue)
        {
            await next(context);
            return;
        }
        foreach (Fault fault in active)
        {
            if (fault.Kind.Layer == FaultLayer.Stream || !RestAim.Hits(fault, venue, context.Request) || await MetAsync(fault, venue, context, next))
                continue;
            return;
        }
        await next(context);
    }

    /// <summary>Lets a fault do its work on a request; true where the request is still to be answered.</summary>
    private async Task<bool> MetAsync(Fault fault, Venue venue, HttpContext context, RequestDelegate next)
    {
        StaleSnapshot? stale = fault.Kind.Name == "staleSnapshot" ? await OldEnoughAsync(fault, venue, context) : null;
        if (!fault.TryTake())
            return true;
        fault.CountAffected();
        switch (fault.Kind.Name)
        {
            case "slow":
                await Task.Delay(TimeSpan.FromMilliseconds((double)fault.Number("delayMs")), time, context.RequestAborted);
                return true;
            case "staleSnapshot":
                context.Features.Set(stale);
                return true;
            case "truncatedBody":
                await TruncateAsync(context, next);
                return false;
            case "down" when fault.Choice == 0:
                context.Abort();
                return false;
            default:
                await RestAnswers.WriteAsync(fault, venue, context, Wait(fault));
                return false;
        }
    }

    /// <summary>The snapshot is a copy from the fault's start: waits until the book has moved on far enough. Null for an unknown symbol.</summary>
    private async Task<StaleSnapshot?> OldEnoughAsync(Fault fault, Venue venue, HttpContext context)
    {
        string symbol = context.Request.Query["symbol"].ToString();
        if (fault.Markets.FirstOrDefault(candidate => candidate.Instrument.Venue == venue && candidate.Symbol == symbol) is not { } market)
            return null;
        StaleSnapshot copy = ((Dictionary<PublicMarket, StaleSnapshot>)fault.Held!)[market];
        long since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < SnapshotPatience)
        {
            lock (simulation.Gate)
            {
                if (market.UpdateId - copy.UpdateId >= (long)fault.Number("updates"))
                    return copy;
            }
            await Task.Delay(SnapshotPoll, time, context.RequestAborted);
        }
        return copy;
    }

    /// <summary>The whole answer's length is announced, half of it is sent, and the connection is cut.</summary>
    private static async Task TruncateAsync(HttpContext context, RequestDelegate next)
    {
        Stream network = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        await next(context);
        context.Response.Body = network;
        context.Response.ContentLength = whole.Length;
        await network.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length / 2), context.RequestAborted);
        await network.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    /// <summary>How long a fault still lasts.</summary>
    private TimeSpan Wait(Fault fault)
    {
        if (fault.End.IsNever)
            return TimeSpan.FromSeconds(1);
        long ticks = fault.End.Simulated ? (fault.End.At - simulation.NowNs) / 100 : fault.End.At - time.GetUtcNow().UtcTicks;
        return TimeSpan.FromTicks(Math.Max(ticks, TimeSpan.TicksPerMillisecond));
    }
}

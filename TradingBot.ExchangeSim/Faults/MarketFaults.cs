using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>The faults of the market itself: they change what the matching engine has, so the truth with it. Called under the simulation's gate.</summary>
internal sealed class MarketFaults(Simulation simulation, IReadOnlyList<VenueGateway> gateways)
{
    /// <summary>A tick or lot size beyond a tenth of the price or of the usual order would leave no market.</summary>
    private const int LargestStep = 100_000;

    private readonly List<Fault> _lasting = [];

    /// <exception cref="FaultRefusedException">A size does not fit the listing.</exception>
    public static void Check(FaultKind kind, FaultRequest request, IReadOnlyList<PublicMarket> markets)
    {
        if (kind.Name is not ("tickSize" or "lotSize"))
            return;
        if (request.Symbol is null)
            throw new FaultRefusedException($"symbol must be given for {kind.Name}.");
        foreach (PublicMarket market in markets)
        {
            long step = StepOf(kind.Name, market);
            decimal units = request.Size!.Value * Amounts.Unit;
            if (units % step != 0 || units / step > LargestStep)
            {
                throw new FaultRefusedException(FormattableString.Invariant(
                    $"size must be a multiple of {(decimal)step / Amounts.Unit}, at most {(decimal)step * LargestStep / Amounts.Unit}, for {market.Symbol}, but is {request.Size}."));
            }
        }
    }

    public long Start(Fault fault)
    {
        switch (fault.Kind.Name)
        {
            case "clockSkew":
                break;
            case "spike":
                foreach (PublicMarket market in fault.Markets)
                    Spike.Run(BookOf(market), simulation.NowNs, fault.Number("percent"));
                fault.CountAffected(fault.Markets.Count);
                return fault.Markets.Count;
            case "resume":
                return Resume(fault);
            case "liquidityHole":
                fault.Held = fault.Markets.ToDictionary(market => market, market => Hole.Around(BookOf(market), fault.Number("percent")));
                break;
            default:
                break;
        }
        _lasting.Add(fault);
        Recompute();
        foreach (PublicMarket market in fault.Markets)
            Withdraw(market);
        fault.CountAffected(fault.Kind.Name == "clockSkew" ? 0 : fault.Markets.Count);
        return fault.Markets.Count;
    }

    public void End(Fault fault)
    {
        if (!_lasting.Remove(fault))
            return;
        Recompute();
    }

    /// <summary>Ends what halts the markets; a halt of more markets than these goes on for the others.</summary>
    private long Resume(Fault fault)
    {
        long resumed = 0;
        foreach (Fault halt in _lasting.Where(lasting => lasting.Kind.Name == "halt"))
        {
            var excepted = (HashSet<PublicMarket>)(halt.Held ??= new HashSet<PublicMarket>());
            resumed += fault.Markets.Count(market => halt.Markets.Contains(market) && excepted.Add(market));
            if (halt.Markets.All(excepted.Contains))
                halt.End = new FaultDeadline(true, 0);
        }
        fault.CountAffected(resumed);
        Recompute();
        return resumed;
    }

    private void Recompute()
    {
        foreach (VenueGateway gateway in gateways)
            gateway.ClockOffsetMs = (long)_lasting.Where(fault => fault.Kind.Name == "clockSkew" && fault.Hits(gateway.Venue)).Sum(fault => fault.Number("offsetMs"));
        if (simulation.Source is not GeneratedMarkets generated)
            return;
        foreach (PublicMarket market in generated.Markets)
        {
            Fault[] faults = [.. _lasting.Where(fault => fault.Markets.Contains(market))];
            Recompute(market, generated.FlowOf(market), faults);
        }
        generated.Reschedule();
    }

    private void Recompute(PublicMarket market, OrderFlow flow, Fault[] faults)
    {
        market.Display.State = StateOf(market, faults);
        if (market.Display.State == TradingState.Trading)
            flow.Resume(simulation.NowNs);
        else
            flow.Halt();
        long tick = Size(faults, "tickSize") ?? market.Instrument.TickUnits;
        long lot = Size(faults, "lotSize") ?? market.Instrument.LotUnits;
        market.Display.Rules = market.Instrument with { TickUnits = tick, LotUnits = lot, MinimumQuantityUnits = Math.Max(lot, market.Instrument.MinimumQuantityUnits) };
        (long from, long to) = faults.LastOrDefault(fault => fault.Kind.Name == "liquidityHole")?.Held is Dictionary<PublicMarket, (long From, long To)> holes
            ? holes[market]
            : (long.MaxValue, long.MinValue);
        flow.Conditions = new FlowConditions(
            faults.Where(fault => fault.Kind.Name == "divergence").Aggregate(1.0, (factor, fault) => factor * (1 + (double)fault.Number("percent") / 100)),
            (double)faults.Where(fault => fault.Kind.Name == "burst").Select(fault => fault.Number("factor")).DefaultIfEmpty(1).Max(),
            tick / market.Instrument.TickUnits,
            lot / market.Instrument.LotUnits,
            from,
            to);
    }

    private static TradingState StateOf(PublicMarket market, Fault[] faults)
    {
        if (faults.Any(fault => fault.Kind.Name == "delist"))
            return TradingState.Delisted;
        if (faults.Any(fault => fault.Kind.Name == "maintenance"))
            return TradingState.Break;
        bool halted = faults.Any(fault => fault.Kind.Name == "halt" && (fault.Held as HashSet<PublicMarket>)?.Contains(market) != true);
        return halted ? TradingState.Halted : TradingState.Trading;
    }

    /// <summary>Cancels the orders that the rules or a hole no longer allow, as the venue or their owners would.</summary>
    private void Withdraw(PublicMarket market)
    {
        if (simulation.Source is not GeneratedMarkets generated || generated.FlowOf(market).Conditions == FlowConditions.Usual)
            return;
        FlowConditions conditions = generated.FlowOf(market).Conditions;
        RestingOrders.Cancel(BookOf(market), simulation.NowNs, order =>
            order.Price % conditions.TickStep != 0 || order.Quantity % conditions.LotStep != 0 || !conditions.Allows(order.Price));
    }

    private GeneratedBook BookOf(PublicMarket market) => ((GeneratedMarkets)simulation.Source).FlowOf(market).Book;

    private static long StepOf(string kind, PublicMarket market) => kind == "tickSize" ? market.Instrument.TickUnits : market.Instrument.LotUnits;

    private static long? Size(Fault[] faults, string kind) =>
        faults.LastOrDefault(fault => fault.Kind.Name == kind) is { } fault ? (long)(fault.Number("size") * Amounts.Unit) : null;
}

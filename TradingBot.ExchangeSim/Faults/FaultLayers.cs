using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Brings each fault to where it acts. Called under the simulation's gate.</summary>
internal sealed class FaultLayers(SocketFaults sockets, StreamFaults streams, RestFaults rest, MarketFaults market)
{
    /// <exception cref="FaultRefusedException">The markets do not allow it.</exception>
    public static void Check(FaultKind kind, FaultRequest request, IReadOnlyList<PublicMarket> markets)
    {
        if (kind.Layer == FaultLayer.Market)
            MarketFaults.Check(kind, request, markets);
    }

    /// <summary>Starts a fault; returns how many connections or symbols it is aimed at.</summary>
    public long Start(Fault fault)
    {
        switch (fault.Kind.Name)
        {
            case "down":
                rest.Start(fault);
                return sockets.Start(fault);
            case "clockSkew":
                market.Start(fault);
                return streams.Start(fault);
            case "wideBook":
                rest.Start(fault);
                return streams.Start(fault);
            case "silence" when fault.IsNarrow:
                return streams.Start(fault);
        }
        return fault.Kind.Layer switch
        {
            FaultLayer.Socket => sockets.Start(fault),
            FaultLayer.Stream => streams.Start(fault),
            FaultLayer.Rest => rest.Start(fault),
            _ => market.Start(fault),
        };
    }

    /// <summary>Undoes a fault: where it has done nothing, there is nothing to undo.</summary>
    public void End(Fault fault)
    {
        sockets.End(fault);
        streams.End(fault);
        rest.End(fault);
        market.End(fault);
    }

    public void Poll() => streams.Poll();

    /// <summary>Whether a fault that counts its hits has had them all.</summary>
    public bool IsUsedUp(Fault fault) => fault.Kind.Layer == FaultLayer.Stream && streams.IsUsedUp(fault);
}

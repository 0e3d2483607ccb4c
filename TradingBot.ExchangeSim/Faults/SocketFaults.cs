using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Kucoin;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>The faults of connections. Called under the simulation's gate.</summary>
internal sealed class SocketFaults(IReadOnlyList<VenueGateway> gateways, KucoinTokens tokens)
{
    private const int GoingAway = 1001;

    private readonly List<Fault> _lasting = [];

    /// <summary>Starts a fault; returns how many connections it is aimed at.</summary>
    public long Start(Fault fault)
    {
        List<ClientConnection> aimed = Aimed(fault);
        fault.Held = aimed;
        switch (fault.Kind.Name)
        {
            case "disconnect":
                aimed.ForEach(connection => connection.Abort());
                break;
            case "close":
                aimed.ForEach(connection => connection.Close(fault.Choice));
                break;
            case "lifetime":
                aimed.ForEach(connection => connection.Close(GoingAway));
                break;
            case "serverShutdown":
                aimed.ForEach(connection => connection.AnnounceShutdown());
                break;
            case "tokenExpired":
                tokens.ExpireAll();
                aimed.Clear();
                Last(fault);
                return 1;
            case "down":
                aimed.ForEach(connection => connection.Abort());
                Last(fault);
                break;
            case "refuse":
                // It meets those who are still to come; open connections are none of its concern.
                aimed.Clear();
                Last(fault);
                break;
            default:
                Last(fault);
                break;
        }
        fault.CountAffected(aimed.Count);
        return aimed.Count;
    }

    public void End(Fault fault)
    {
        if (fault.Kind.Name == "serverShutdown")
            ((List<ClientConnection>)fault.Held!).ForEach(connection => connection.Close(GoingAway));
        if (!_lasting.Remove(fault))
            return;
        Recompute();
    }

    private void Last(Fault fault)
    {
        _lasting.Add(fault);
        Recompute();
    }

    private List<ClientConnection> Aimed(Fault fault)
    {
        IEnumerable<ClientConnection> open = gateways.Where(gateway => fault.Hits(gateway.Venue)).SelectMany(gateway => gateway.Connections);
        if (fault.IsNarrow)
            open = open.Where(connection => connection.HasTopic(topic => StreamFaults.IsAimedAt(fault, topic)));
        if (fault.Kind.Name == "lifetime")
        {
            var age = TimeSpan.FromMilliseconds((double)fault.Number("olderThanMs"));
            open = open.Where(connection => gateways[0].Time.GetUtcNow() - connection.OpenedAt >= age);
        }
        return [.. open];
    }

    private void Recompute()
    {
        foreach (VenueGateway gateway in gateways)
        {
            Fault[] faults = [.. _lasting.Where(fault => fault.Hits(gateway.Venue))];
            gateway.Refusal = faults.LastOrDefault(fault => fault.Kind.Name is "refuse" or "down") is { } refusing
                ? new UpgradeRefusal(refusing.Choice, () => refusing.CountAffected())
                : null;
            gateway.SetConditions(
                Sum(faults.Where(fault => !fault.IsNarrow)),
                connection => Sum(faults.Where(fault => !fault.IsNarrow || ((List<ClientConnection>)fault.Held!).Contains(connection))));
        }
        Fault? expired = _lasting.LastOrDefault(fault => fault.Kind.Name == "tokenExpired");
        tokens.AllExpired = expired is not null;
        tokens.Refused = () => expired?.CountAffected();
        tokens.RefusesInFrames = expired?.Variant == "frame";
    }

    private static SocketConditions Sum(IEnumerable<Fault> faults)
    {
        SocketConditions sum = SocketConditions.Fine;
        foreach (Fault fault in faults)
        {
            SocketConditions? one = fault.Kind.Name switch
            {
                "silence" => SocketConditions.Fine with { Silent = true },
                "freeze" => SocketConditions.Fine with { Frozen = true },
                "slice" => SocketConditions.Fine with { SliceBytes = (int)fault.Number("bytes") },
                "throttle" => SocketConditions.Fine with { BytesPerSecond = (int)fault.Number("bytesPerSecond") },
                _ => null,
            };
            sum = one is null ? sum : sum.And(one);
        }
        return sum;
    }
}

using System.Text.Json.Serialization;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>
/// The venues' limits: configuration section <c>Simulator:Limits</c>. Whole numbers from 0; 0 switches a limit off. The defaults are the
/// documented ones, so that a correct client does not notice them.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class SimulatorLimits
{
    /// <summary>Binance: messages, ping and pong frames of a client in a second before it is disconnected.</summary>
    public int BinanceMessagesPerSecond { get; set; } = 5;

    /// <summary>Binance: streams of a connection.</summary>
    public int BinanceStreamsPerConnection { get; set; } = 1_024;

    /// <summary>Binance: connections of an address in five minutes.</summary>
    public int BinanceConnectsPer5Minutes { get; set; } = 300;

    /// <summary>Binance: seconds until a connection is closed.</summary>
    public int BinanceLifetimeSeconds { get; set; } = 86_400;

    /// <summary>Binance: seconds between ping frames.</summary>
    public int BinancePingSeconds { get; set; } = 20;

    /// <summary>Binance: seconds that a client has for its pong.</summary>
    public int BinancePongSeconds { get; set; } = 60;

    /// <summary>Binance: request weight of an address in a minute.</summary>
    public int BinanceWeightPerMinute { get; set; } = 6_000;

    /// <summary>Binance: requests of an address in five minutes.</summary>
    public int BinanceRequestsPer5Minutes { get; set; } = 300_000;

    /// <summary>Binance: answers of 429 in a window after which an address that goes on is banned (418).</summary>
    public int BinanceRefusalsBeforeBan { get; set; } = 10;

    /// <summary>Binance: seconds of the first ban; each further one is twice as long, up to three days.</summary>
    public int BinanceBanSeconds { get; set; } = 120;

    /// <summary>KuCoin: open connections.</summary>
    public int KucoinConnections { get; set; } = 50;

    /// <summary>KuCoin: connections of an address in a minute.</summary>
    public int KucoinConnectsPerMinute { get; set; } = 30;

    /// <summary>KuCoin: messages of a client in ten seconds before it is disconnected.</summary>
    public int KucoinMessagesPer10Seconds { get; set; } = 100;

    /// <summary>KuCoin: topics in a request to subscribe.</summary>
    public int KucoinTopicsPerSubscribe { get; set; } = 100;

    /// <summary>KuCoin: topics of a connection.</summary>
    public int KucoinTopicsPerConnection { get; set; } = 300;

    /// <summary>KuCoin: seconds for which a token is good.</summary>
    public int KucoinTokenSeconds { get; set; } = 86_400;

    /// <summary>KuCoin: seconds of a client's silence after which it is disconnected; bullet-public asks for a ping every 18.</summary>
    public int KucoinSilenceSeconds { get; set; } = 60;

    /// <summary>KuCoin: weight of an address in 30 seconds.</summary>
    public int KucoinWeightPer30Seconds { get; set; } = 2_000;

    /// <summary>Greatest value: a timer can wait for so many seconds.</summary>
    internal const int Most = 4_000_000;

    /// <summary>Names of what is out of range.</summary>
    internal IEnumerable<(string Name, int Value)> Wrong() => typeof(SimulatorLimits).GetProperties()
        .Select(property => (property.Name, Value: (int)property.GetValue(this)!))
        .Where(limit => limit.Value is < 0 or > Most);

    internal void Take(SimulatorLimits other)
    {
        foreach (System.Reflection.PropertyInfo property in typeof(SimulatorLimits).GetProperties())
            property.SetValue(this, property.GetValue(other));
    }
}

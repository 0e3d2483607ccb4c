namespace TradingBot.ExchangeSim.Protocol;

/// <summary>What is wrong with a connection at the moment.</summary>
/// <param name="Silent">Nothing is sent but answers to pings; what would have been sent is lost.</param>
/// <param name="Frozen">Nothing is sent, read or answered.</param>
/// <param name="SliceBytes">Messages go out in frames of so many bytes; 0: whole.</param>
/// <param name="BytesPerSecond">0: as fast as the network.</param>
internal sealed record SocketConditions(bool Silent, bool Frozen, int SliceBytes, int BytesPerSecond)
{
    public static readonly SocketConditions Fine = new(false, false, 0, 0);

    public bool LosesMessages => Silent || Frozen;

    public SocketConditions And(SocketConditions other) => new(
        Silent || other.Silent,
        Frozen || other.Frozen,
        Least(SliceBytes, other.SliceBytes),
        Least(BytesPerSecond, other.BytesPerSecond));

    private static int Least(int one, int other) => one == 0 || other == 0 ? one + other : Math.Min(one, other);
}

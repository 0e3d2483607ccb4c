using System.Text;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Best prices that cross, in the streams that tell them as a whole; the next message after the fault is the truth again.</summary>
internal static class CrossedTop
{
    public static Frame? Rewrite(Frame frame, Topic topic, PublicMarket market)
    {
        if (MadeUpLevels.Crossing(market) is not [var bid])
            return null;
        string price = DepthLies.Text(bid.Price);
        if (topic.Kind == StreamKind.PartialDepth)
        {
            var row = new StringBuilder($"[\"{price}\",\"{DepthLies.Text(bid.Quantity)}\"],");
            return JsonText.WithRows(frame.Bytes, "bids", row) is { } changed ? frame with { Bytes = changed } : null;
        }
        ReadOnlySpan<byte> before = market.Instrument.Venue == Venue.Binance ? "\"b\":\""u8 : "\"bids\":[\""u8;
        int at = frame.Bytes.AsSpan().IndexOf(before);
        if (at < 0)
            return null;
        at += before.Length;
        int length = frame.Bytes.AsSpan(at).IndexOf((byte)'"');
        return frame with { Bytes = JsonText.Replace(frame.Bytes, at, length, Encoding.ASCII.GetBytes(price)) };
    }
}

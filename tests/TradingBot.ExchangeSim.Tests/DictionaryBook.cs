using System.Globalization;
using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests;

/// <summary>A client's book by Binance's procedure, in dictionaries: simple enough to trust.</summary>
internal sealed class DictionaryBook
{
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];

    public DictionaryBook(JsonElement snapshot)
    {
        LastUpdateId = snapshot.GetProperty("lastUpdateId").GetInt64();
        Set(_bids, snapshot.GetProperty("bids"));
        Set(_asks, snapshot.GetProperty("asks"));
    }

    public long LastUpdateId { get; private set; }

    public KeyValuePair<decimal, decimal> BestBid => _bids.Last();

    public KeyValuePair<decimal, decimal> BestAsk => _asks.First();

    /// <summary>Applies a depth update; false where it is older than the book.</summary>
    public bool Apply(JsonElement update)
    {
        long first = update.GetProperty("U").GetInt64();
        long last = update.GetProperty("u").GetInt64();
        if (last <= LastUpdateId)
            return false;
        Assert.True(first <= LastUpdateId + 1, $"Gap: the book is at {LastUpdateId}, the update starts at {first}.");
        Set(_bids, update.GetProperty("b"));
        Set(_asks, update.GetProperty("a"));
        LastUpdateId = last;
        return true;
    }

    public void AssertEquals(JsonElement truth)
    {
        Assert.Equal(Levels(truth.GetProperty("bids")), _bids.Reverse());
        Assert.Equal(Levels(truth.GetProperty("asks")), _asks);
    }

    public static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<KeyValuePair<decimal, decimal>> Levels(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => KeyValuePair.Create(Number(row[0]), Number(row[1])))];

    private static void Set(SortedDictionary<decimal, decimal> side, JsonElement rows)
    {
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (Number(row[1]) == 0)
                side.Remove(Number(row[0]));
            else
                side[Number(row[0])] = Number(row[1]);
        }
    }
}

using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>A client's book at either venue: snapshot, then updates, each of which must join the one before.</summary>
internal sealed class VenueBook
{
    private readonly SortedDictionary<decimal, decimal> _bids = [];
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private long _lastId;

    /// <summary>Syncs by the venue's procedure; the socket is subscribed to depth.</summary>
    public static async Task<VenueBook> SyncAsync(FaultSubject subject, TestSocket socket)
    {
        var book = new VenueBook();
        while (true)
        {
            (long first, _) = subject.Ids(await socket.ReadAsync(subject.Deadline));
            JsonElement snapshot = await subject.GetJsonAsync(subject.DepthPath);
            book._lastId = subject.IsBinance ? snapshot.GetProperty("lastUpdateId").GetInt64() : long.Parse(snapshot.GetProperty("sequence").GetString()!, null);
            if (book._lastId < first - 1)
                continue;
            Set(book._bids, snapshot.GetProperty("bids"));
            Set(book._asks, snapshot.GetProperty("asks"));
            return book;
        }
    }

    public decimal BestBid => _bids.Last().Key;

    public decimal BestAsk => _asks.First().Key;

    /// <summary>Applies updates until something is so.</summary>
    public async Task ReadUntilAsync(FaultSubject subject, TestSocket socket, Func<bool> holds)
    {
        while (!holds())
            Apply(subject, await socket.ReadAsync(subject.Deadline));
    }

    /// <summary>Reads up to the true book's id, and compares the levels that the snapshot could know: KuCoin's has a hundred a side.</summary>
    public async Task AssertIsTruthAsync(FaultSubject subject, TestSocket socket)
    {
        JsonElement truth = await subject.TruthAsync();
        while (_lastId < truth.GetProperty("lastUpdateId").GetInt64())
            Apply(subject, await socket.ReadAsync(subject.Deadline));
        int compared = subject.IsBinance ? int.MaxValue : 20;
        Assert.Equal(Levels(truth.GetProperty("bids")).Take(compared), _bids.Reverse().Take(compared));
        Assert.Equal(Levels(truth.GetProperty("asks")).Take(compared), _asks.Take(compared));
    }

    private void Apply(FaultSubject subject, JsonElement update)
    {
        (long first, long last) = subject.Ids(update);
        if (last <= _lastId)
            return;
        Assert.True(first <= _lastId + 1, $"Gap: the book is at {_lastId}, the update starts at {first}.");
        JsonElement changes = subject.IsBinance ? update : subject.Data(update).GetProperty("changes");
        Set(_bids, changes.GetProperty(subject.IsBinance ? "b" : "bids"));
        Set(_asks, changes.GetProperty(subject.IsBinance ? "a" : "asks"));
        _lastId = last;
    }

    private static IEnumerable<KeyValuePair<decimal, decimal>> Levels(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => KeyValuePair.Create(DictionaryBook.Number(row[0]), DictionaryBook.Number(row[1])))];

    private static void Set(SortedDictionary<decimal, decimal> side, JsonElement rows)
    {
        foreach ((decimal price, decimal quantity) in Levels(rows))
        {
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }
    }
}

using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>How a client notices each fault of a stream.</summary>
internal static class StreamObservers
{
    public static readonly Dictionary<string, Func<FaultSubject, Task>> All = new()
    {
        ["gap"] = subject => SequenceAsync(subject, "gap", (last, next) => next.First > last.Last + 1),
        ["duplicate"] = subject => SequenceAsync(subject, "duplicate", (last, next) => next == last),
        ["reorder"] = subject => SequenceAsync(subject, "reorder", (last, next) => next.Last < last.First),
        ["replayOld"] = subject => SequenceAsync(subject, "replayOld", (last, next) => next.Last < last.First),
        ["dropTrades"] = DropTradesAsync,
        ["corrupt"] = CorruptAsync,
        ["huge"] = HugeAsync,
        ["bomb"] = BombAsync,
        ["deepNesting"] = DeepNestingAsync,
        ["wideBook"] = WideBookAsync,
        ["crossedBook"] = CrossedBookAsync,
        ["delay"] = DelayAsync,
    };

    /// <summary>Each kind of corruption, by what it makes of a depth message; "" is a message that cannot be parsed.</summary>
    private static readonly Dictionary<string, string> Marks = new()
    {
        ["invalidJson"] = "",
        ["truncated"] = "",
        ["wrongType"] = "{\"is\":\"",
        ["null"] = "[null,",
        ["nan"] = "\"NaN\"",
        ["negativePrice"] = "[\"-",
        ["zeroPrice"] = "[\"0\",",
        ["hugeNumber"] = "1e308",
        ["longDecimal"] = "0000000000000000000000",
        ["offTick"] = "1\",\"",
        ["unknownSymbol"] = "NOSUCH",
        ["extraFields"] = "{\"zzNew\":",
        ["otherOrder"] = "",
        ["numbersAsNumbers"] = "",
    };

    private static async Task SequenceAsync(FaultSubject subject, string fault, Func<(long First, long Last), (long First, long Last), bool> shows)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        (long First, long Last) last = subject.Ids(socket.Last);
        FaultReport started = subject.Inject(new() { Fault = fault, Stream = "depth", Symbol = subject.Symbol });
        while (true)
        {
            (long First, long Last) next = subject.Ids(await socket.ReadAsync(subject.Deadline));
            if (shows(last, next))
                break;
            last = next;
        }
        Assert.Equal(1, (await subject.EndedAsync(started)).Affected);
    }

    private static async Task DropTradesAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("trade");
        FaultReport fault = subject.Inject(new() { Fault = "dropTrades", Symbol = subject.Symbol, Count = 3 });
        long last = subject.TradeId(socket.Last);
        long next = last;
        while (next - last <= 1)
            (last, next) = (next, subject.TradeId(await socket.ReadAsync(subject.Deadline)));
        Assert.Equal(3, next - last - 1);
        await subject.EndedAsync(fault);
        JsonElement tape = await subject.GetJsonAsync($"sim/trades/{subject.Venue}/{subject.Symbol}?fromId={last + 1}&limit=3");
        Assert.Equal([last + 1, last + 2, last + 3], tape.GetProperty("trades").EnumerateArray().Select(trade => trade.GetProperty("id").GetInt64()));
    }

    private static async Task CorruptAsync(FaultSubject subject)
    {
        foreach (string kind in FaultCatalogue.CorruptKinds)
        {
            await using TestSocket socket = await subject.OpenAsync("depth");
            FaultReport fault = subject.Inject(new() { Fault = "corrupt", Kind = kind, Stream = "depth", Symbol = subject.Symbol });
            if (kind == "invalidUtf8")
                await Assert.ThrowsAsync<WebSocketException>(() => ReadForeverAsync(subject, socket));
            else
                await socket.ReadTextUntilAsync(text => IsMarked(subject, kind, text), subject.Deadline);
            Assert.Equal(1, (await subject.EndedAsync(fault)).Affected);
        }
    }

    private static bool IsMarked(FaultSubject subject, string kind, string text) => kind switch
    {
        "invalidJson" or "truncated" => !TryParse(text),
        "otherOrder" => subject.IsBinance ? text.StartsWith("{\"a\":", StringComparison.Ordinal) : text.EndsWith("\"type\":\"message\"}", StringComparison.Ordinal),
        "numbersAsNumbers" => TryParse(text) && text.Contains(subject.IsBinance ? "\"b\":[[9" : "[[9", StringComparison.Ordinal) || text.Contains("\"a\":[[9", StringComparison.Ordinal),
        _ => text.Contains(Marks[kind], StringComparison.Ordinal) && TryParse(text),
    };

    private static async Task HugeAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("trade");
        FaultReport fault = subject.Inject(new() { Fault = "huge", Bytes = 3_000_000, Stream = "trade", Symbol = subject.Symbol });
        string text = await socket.ReadTextUntilAsync(candidate => candidate.Length >= 3_000_000, subject.Deadline);
        Assert.True(TryParse(text));
        Assert.Equal(1, (await subject.EndedAsync(fault)).Affected);
    }

    private static async Task BombAsync(FaultSubject subject)
    {
        await using TestSocket plain = await subject.OpenAsync("trade");
        FaultReport fault = subject.Inject(new() { Fault = "bomb", Bytes = 2_000_000, Stream = "trade", Symbol = subject.Symbol });
        await plain.ReadTextUntilAsync(candidate => candidate.Length >= 2_000_000, subject.Deadline);
        await subject.EndedAsync(fault);
        if (!subject.IsBinance)
            return;
        using var deflating = new ClientWebSocket();
        deflating.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        using var counting = new CountingInvoker();
        await deflating.ConnectAsync(new Uri(subject.Host.SocketAddress, "ws/btcusdt@trade"), counting.Invoker, subject.Deadline);
        fault = subject.Inject(new() { Fault = "bomb", Bytes = 2_000_000, Stream = "trade", Symbol = subject.Symbol });
        var buffer = new byte[1 << 16];
        int length = 0;
        while (length < 2_000_000)
        {
            ValueWebSocketReceiveResult result = await deflating.ReceiveAsync(buffer.AsMemory(), subject.Deadline);
            length = result.EndOfMessage && length + result.Count < 2_000_000 ? 0 : length + result.Count;
        }
        Assert.InRange(counting.BytesRead, 1, 200_000);
        await subject.EndedAsync(fault);
    }

    private static async Task DeepNestingAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("trade");
        FaultReport fault = subject.Inject(new() { Fault = "deepNesting", Depth = 5_000, Stream = "trade", Symbol = subject.Symbol });
        await socket.ReadTextUntilAsync(text => text.Contains(new string('[', 5_000), StringComparison.Ordinal), subject.Deadline);
        await subject.EndedAsync(fault);
    }

    private static async Task WideBookAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        FaultReport fault = subject.Inject(new() { Fault = "wideBook", Levels = 20_000, DurationMs = 60_000, Symbol = subject.Symbol });
        JsonElement update = await socket.ReadUntilAsync(message => Rows(subject, message) > 15_000, subject.Deadline);
        JsonElement snapshot = await subject.GetJsonAsync(subject.DepthPath);
        Assert.InRange(snapshot.GetProperty("bids").GetArrayLength() + snapshot.GetProperty("asks").GetArrayLength(), 15_000, 100_000);
        subject.Host.EndFault(fault.Id);
        JsonElement repair = await socket.ReadUntilAsync(message => Rows(subject, message) > 15_000, subject.Deadline);
        Assert.True(subject.Ids(repair).First > subject.Ids(update).Last);
        Assert.Contains(subject.IsBinance ? "[\"0.01\",\"0\"" : "\",\"0\",\"", repair.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task CrossedBookAsync(FaultSubject subject)
    {
        await using TestSocket depth = await subject.OpenAsync("depth");
        await using TestSocket quotes = await subject.OpenAsync("bookTicker");
        var book = await VenueBook.SyncAsync(subject, depth);
        FaultReport fault = subject.Inject(new() { Fault = "crossedBook", DurationMs = 60_000, Symbol = subject.Symbol });
        await quotes.ReadUntilAsync(message => IsCrossed(subject, message), subject.Deadline);
        await book.ReadUntilAsync(subject, depth, () => book.BestBid >= book.BestAsk);
        subject.Host.EndFault(fault.Id);
        await quotes.ReadUntilAsync(message => !IsCrossed(subject, message), subject.Deadline);
        await book.ReadUntilAsync(subject, depth, () => book.BestBid < book.BestAsk);
    }

    private static async Task DelayAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        FaultReport fault = subject.Inject(new() { Fault = "delay", DelayMs = 400, DurationMs = 60_000, Symbol = subject.Symbol });
        (long _, long last) = subject.Ids(await socket.ReadAsync(subject.Deadline));
        long late = 0;
        // Ten times real speed: 400 ms are four seconds of the venue's clock, of which its messages are then behind.
        while (late < 3_000)
        {
            JsonElement next = await socket.ReadAsync(subject.Deadline);
            Assert.Equal(last + 1, subject.Ids(next).First);
            last = subject.Ids(next).Last;
            long eventMs = subject.IsBinance ? next.GetProperty("E").GetInt64() : subject.Data(next).GetProperty("time").GetInt64();
            late = await subject.TimeMsAsync() - eventMs;
        }
        subject.Host.EndFault(fault.Id);
        Assert.Equal(last + 1, subject.Ids(await socket.ReadAsync(subject.Deadline)).First);
    }

    private static int Rows(FaultSubject subject, JsonElement message)
    {
        JsonElement changes = subject.IsBinance ? message : subject.Data(message).GetProperty("changes");
        return changes.GetProperty(subject.IsBinance ? "b" : "bids").GetArrayLength() + changes.GetProperty(subject.IsBinance ? "a" : "asks").GetArrayLength();
    }

    private static bool IsCrossed(FaultSubject subject, JsonElement message) => subject.IsBinance
        ? DictionaryBook.Number(message.GetProperty("b")) >= DictionaryBook.Number(message.GetProperty("a"))
        : DictionaryBook.Number(subject.Data(message).GetProperty("bids")[0]) >= DictionaryBook.Number(subject.Data(message).GetProperty("asks")[0]);

    private static async Task ReadForeverAsync(FaultSubject subject, TestSocket socket)
    {
        while (true)
            await socket.ReadAsync(subject.Deadline);
    }

    private static bool TryParse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Puts the content of a record together; its memory is kept.</summary>
internal sealed class ContentBuffer
{
    private byte[] _bytes = new byte[256];
    private int _length;

    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, _length);

    public ContentBuffer Clear()
    {
        _length = 0;
        return this;
    }

    public ContentBuffer Add(long value)
    {
        if (_length + VariableInteger.Longest > _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        _length += VariableInteger.Write(_bytes.AsSpan(_length), value);
        return this;
    }

    public ContentBuffer Add(bool value) => Add(value ? 1 : 0);

    public ContentBuffer Add(ReadOnlySpan<BookLevel> levels)
    {
        Add(levels.Length);
        foreach (BookLevel level in levels) Add(level.Price.Units).Add(level.Quantity.Units);
        return this;
    }

    public ContentBuffer Add(in TradePrint trade) =>
        Add(trade.TradeId).Add(trade.Price.Units).Add(trade.Quantity.Units).Add((long)trade.TakerSide).Add(trade.ExchangeTimeNs);
}

/// <summary>Takes the content of a record apart again.</summary>
internal ref struct ContentReader(ReadOnlySpan<byte> content)
{
    private readonly ReadOnlySpan<byte> _content = content;
    private int _at;

    public readonly ReadOnlySpan<byte> Rest => _content[_at..];

    public long Number() => VariableInteger.Read(_content, ref _at);

    public bool Flag() => Number() != 0;

    public byte Byte() => _at < _content.Length ? _content[_at++] : throw new RecordingException("a record is cut off");

    public BookLevel[] Levels()
    {
        long count = Number();
        // A level takes two bytes at least.
        if (count < 0 || count > _content.Length) throw new RecordingException("a record says that it has more levels than it can hold");
        BookLevel[] levels = new BookLevel[count];
        for (int place = 0; place < levels.Length; place++) levels[place] = new(new(Number()), new(Number()));
        return levels;
    }

    public TradePrint Trade() => new(Number(), new(Number()), new(Number()), (Side)Number(), Number());
}

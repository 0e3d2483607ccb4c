using System.Text;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Tests.Market;

/// <summary>Keeps every message, one a line.</summary>
internal sealed class TranscriptSubscriber(bool combined = true) : ISubscriber
{
    private readonly StringBuilder _text = new();

    public bool Combined => combined;

    public int Messages { get; private set; }

    public string Text => _text.ToString();

    public void Send(byte[] message)
    {
        _text.Append(Encoding.UTF8.GetString(message)).Append('\n');
        Messages++;
    }
}

using System.Text;
using System.Text.Json;
using TradingBot.Contracts;

namespace TradingBot.Api.Live;

/// <summary>One event of the live stream, ready to be written.</summary>
/// <param name="Key">What it is the newest state of: a later event with the same key makes this one worthless.</param>
/// <param name="Frame">As it goes over the wire.</param>
internal sealed record ServerEvent(string Key, byte[] Frame)
{
    /// <param name="name">Event name of the live contracts.</param>
    /// <param name="key">Within the event name.</param>
    /// <param name="data">A contract.</param>
    public static ServerEvent Of<T>(string name, string key, T data)
    {
        using var frame = new MemoryStream(256);
        frame.Write(Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
        // JSON on one line has no line break, so one data line holds it.
        JsonSerializer.Serialize(frame, data, ContractsJson.Options);
        frame.Write("\n\n"u8);
        return new ServerEvent($"{name}:{key}", frame.ToArray());
    }
}

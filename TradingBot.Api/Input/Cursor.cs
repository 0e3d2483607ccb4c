using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TradingBot.Api.Input;

/// <summary>Where a page ended: the time and id of its last item. Written so that nobody is tempted to make one up.</summary>
internal readonly record struct Cursor(DateTimeOffset At, Guid Id)
{
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id:N}")));

    public static Cursor? Read(InputErrors errors, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Base64Url.IsValid(text) && Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.') is [string ticks, string id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out long at) && at <= DateTime.MaxValue.Ticks
            && Guid.TryParseExact(id, "N", out Guid guid))
            return new Cursor(new DateTimeOffset(at, TimeSpan.Zero), guid);
        errors.Add("cursor", "must be the nextCursor of an earlier page");
        return null;
    }
}

using System.Text;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Small changes to the text of the venues' own messages, whose shape is known: no spaces, a fixed order of fields.</summary>
internal static class JsonText
{
    /// <summary>Puts text behind the message's first brace.</summary>
    public static byte[] WithFieldFirst(ReadOnlySpan<byte> message, ReadOnlySpan<byte> field) => Insert(message, message.IndexOf((byte)'{') + 1, field);

    public static byte[] Insert(ReadOnlySpan<byte> message, int at, ReadOnlySpan<byte> text)
    {
        var changed = new byte[message.Length + text.Length];
        message[..at].CopyTo(changed);
        text.CopyTo(changed.AsSpan(at));
        message[at..].CopyTo(changed.AsSpan(at + text.Length));
        return changed;
    }

    public static byte[] Replace(ReadOnlySpan<byte> message, int at, int length, ReadOnlySpan<byte> text)
    {
        var changed = new byte[message.Length - length + text.Length];
        message[..at].CopyTo(changed);
        text.CopyTo(changed.AsSpan(at));
        message[(at + length)..].CopyTo(changed.AsSpan(at + text.Length));
        return changed;
    }

    /// <summary>Puts rows, each with a comma behind it, at the beginning of a list; null where the message has no such list.</summary>
    public static byte[]? WithRows(ReadOnlySpan<byte> message, string list, StringBuilder rows)
    {
        int at = message.IndexOf(Encoding.ASCII.GetBytes($"\"{list}\":["));
        if (at < 0)
            return null;
        at += list.Length + 4;
        string text = message[at] == ']' ? rows.ToString().TrimEnd(',') : rows.ToString();
        return Insert(message, at, Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Adds to every whole number of a field, in quotes or not, and of whatever unit: it is told by its number of digits.</summary>
    public static byte[] ShiftTimes(byte[] message, string field, long offsetMs)
    {
        byte[] name = Encoding.ASCII.GetBytes($"\"{field}\":");
        byte[] changed = message;
        int from = 0;
        while (changed.AsSpan(from).IndexOf(name) is >= 0 and var found)
        {
            int start = from + found + name.Length;
            if (start < changed.Length && changed[start] == '"')
                start++;
            int end = start;
            while (end < changed.Length && char.IsAsciiDigit((char)changed[end]))
                end++;
            from = start;
            if (end - start is not (13 or 16 or 19) || !long.TryParse(changed.AsSpan(start, end - start), out long time))
                continue;
            long unit = (end - start) switch { 13 => 1, 16 => 1_000, _ => 1_000_000 };
            changed = Replace(changed, start, end - start, Encoding.ASCII.GetBytes(FormattableString.Invariant($"{time + offsetMs * unit}")));
        }
        return changed;
    }
}

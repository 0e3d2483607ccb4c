using System.Text;
using System.Text.Json;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Rest;

/// <summary>An answer is not what the venue documents.</summary>
internal sealed class AnswerShapeException(string problem) : Exception(problem);

/// <summary>Reads answers that are not on the hot path; every surprise is an <see cref="AnswerShapeException"/> that names the field.</summary>
internal static class JsonAnswer
{
    /// <summary>Parses an answer and reads it, turning every surprise into an <see cref="ExchangeException"/>.</summary>
    public static T Read<T>(Venue venue, string path, byte[] body, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or AnswerShapeException or InvalidOperationException or OverflowException or FormatException or ArgumentException)
        {
            throw new ExchangeException(venue, ExchangeFailure.Unreadable, $"the answer of {path} can't be read: {e.Message}", e);
        }
    }

    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new AnswerShapeException($"the field {name} is missing");

    public static string Text(this JsonElement element, string name)
    {
        JsonElement value = element.Field(name);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new AnswerShapeException($"the field {name} is no text"),
        };
    }

    public static bool Flag(this JsonElement element, string name) => element.Field(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new AnswerShapeException($"the field {name} is neither true nor false"),
    };

    /// <summary>An integer that may come as a string.</summary>
    public static long Integer(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out long number) => number,
        JsonValueKind.String when long.TryParse(element.GetString(), System.Globalization.NumberStyles.AllowLeadingSign,
            System.Globalization.CultureInfo.InvariantCulture, out long number) => number,
        _ => throw new AnswerShapeException($"'{element}' is no integer"),
    };

    /// <summary>A decimal as a whole count of units of 10^-scale; what is finer is refused.</summary>
    public static long Units(this JsonElement element, int scale) =>
        TryUnits(element, scale, out long units) ? units : throw new AnswerShapeException($"'{element}' is no count of 10^-{scale}");

    private static bool TryUnits(JsonElement element, int scale, out long units)
    {
        string text = element.ValueKind == JsonValueKind.String ? element.GetString()! : element.ValueKind == JsonValueKind.Number ? element.GetRawText() : "";
        return ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), scale, out units);
    }

    /// <summary>Levels of a book, best first, up to the first one that can't be represented: beyond that nothing is known.</summary>
    /// <param name="rows">Rows of price and quantity.</param>
    /// <param name="instrument">Gives the scales.</param>
    /// <param name="side">Bids must fall, asks must rise: where the known part ends is told by the last row.</param>
    /// <param name="isAll">Whether every row could be represented.</param>
    public static BookLevel[] Levels(this JsonElement rows, Instrument instrument, Side side, out bool isAll)
    {
        List<BookLevel> levels = [];
        isAll = true;
        foreach (JsonElement row in rows.Rows())
        {
            isAll = TryUnits(row.Cell(0), instrument.PriceScale, out long price) & TryUnits(row.Cell(1), instrument.QuantityScale, out long quantity);
            if (!isAll) break;
            if (price == 0 || quantity == 0) throw new AnswerShapeException("a book has a level of price or quantity zero");
            if (levels.Count > 0 && (side == Side.Buy ? price >= levels[^1].Price.Units : price <= levels[^1].Price.Units))
                throw new AnswerShapeException("the levels of a book are not in order");
            levels.Add(new(new(price), new(quantity)));
        }
        return [.. levels];
    }

    public static JsonElement.ArrayEnumerator Rows(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw new AnswerShapeException("there is no list where one should be");

    /// <summary>The n-th cell of a row.</summary>
    public static JsonElement Cell(this JsonElement row, int place) =>
        row.ValueKind == JsonValueKind.Array && row.GetArrayLength() > place ? row[place] : throw new AnswerShapeException($"a row has no cell {place}");
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;

namespace TradingBot.Storage.Journal;

/// <summary>
/// The journal's JSON. Amounts are exact: prices, quantities and fee rates are counts of their instrument's units, money is a count of 10^-12 units
/// as a string (it may be beyond what JSON readers keep), decimals are strings.
/// </summary>
/// <remarks>jsonb orders members as it likes, so the type need not stand first when reading.</remarks>
public static class JournalJson
{
    /// <summary>For everything that is stored as JSON here: events, commands, answers, instruments, reports.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>The event as the journal stores it.</summary>
    public static string Write(EngineEvent journaled) => JsonSerializer.Serialize(journaled, Options);

    /// <summary>The event that was stored.</summary>
    /// <exception cref="JsonException">The text is no event.</exception>
    public static EngineEvent ReadEvent(string payload) =>
        JsonSerializer.Deserialize<EngineEvent>(payload, Options) ?? throw new JsonException("a journal payload is null");

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
        {
            AllowOutOfOrderMetadataProperties = true,
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters =
            {
                new MoneyConverter(), new PriceConverter(), new QuantityConverter(), new FeeRateConverter(), new AccountIdConverter(), new InstrumentIdConverter(),
                new DecimalConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(Int128.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Units.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class PriceConverter : JsonConverter<Price>
    {
        public override Price Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());
        public override void Write(Utf8JsonWriter writer, Price value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Units);
    }

    private sealed class QuantityConverter : JsonConverter<Quantity>
    {
        public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());
        public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Units);
    }

    private sealed class FeeRateConverter : JsonConverter<FeeRate>
    {
        public override FeeRate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());
        public override void Write(Utf8JsonWriter writer, FeeRate value, JsonSerializerOptions options) => writer.WriteNumberValue(value.PartsPerBillion);
    }

    private sealed class AccountIdConverter : JsonConverter<AccountId>
    {
        public override AccountId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());
        public override void Write(Utf8JsonWriter writer, AccountId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    private sealed class InstrumentIdConverter : JsonConverter<InstrumentId>
    {
        public override InstrumentId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());
        public override void Write(Utf8JsonWriter writer, InstrumentId value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Number);
    }

    private sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Number
            ? reader.GetDecimal()
            : decimal.Parse(reader.GetString()!, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}

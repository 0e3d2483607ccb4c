using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TradingBot.Engine;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Recovery;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Inputs that come of no feed, as JSON: instruments, bars of the past, control states, commands.</summary>
public static class InputJson
{
    private static readonly Type[] Commands =
        [
            typeof(OpenAccount), typeof(PlaceOrder), typeof(PlacePair), typeof(AmendOrder), typeof(CancelOrder), typeof(CancelAllOrders), typeof(ConfigureStrategy), typeof(SetRiskLimits),
            typeof(SetExecutionModel),
        ];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameCommands, LeaveOutWhatFollows } },
    };

    /// <summary>The content of a note; empty where the kind says all.</summary>
    public static byte[] Write(in EngineInput input) => input.Kind switch
    {
        EngineInputKind.InstrumentDefined => JsonSerializer.SerializeToUtf8Bytes(input.Definition, Options),
        EngineInputKind.HistoricalBar => JsonSerializer.SerializeToUtf8Bytes(new PastBar(input.Instrument, input.Bar), Options),
        EngineInputKind.ControlChanged => JsonSerializer.SerializeToUtf8Bytes(input.Control, Options),
        EngineInputKind.Command => JsonSerializer.SerializeToUtf8Bytes(input.Command, Options),
        EngineInputKind.WorldChanged => JsonSerializer.SerializeToUtf8Bytes(input.World, Options),
        EngineInputKind.RoundTripMeasured => JsonSerializer.SerializeToUtf8Bytes(input.RoundTrip, Options),
        EngineInputKind.AccountReturned => JsonSerializer.SerializeToUtf8Bytes(input.Away, Options),
        _ => [],
    };

    /// <summary>The input that a note stands for, numbered and timed; only of one that came of no feed.</summary>
    /// <exception cref="RecordingException">The note came of a feed, or its content can't be read.</exception>
    public static EngineInput Read(in InputNote note)
    {
        ReadOnlySpan<byte> content = note.Content.Span;
        try
        {
            EngineInput input = note.Kind switch
            {
                EngineInputKind.InstrumentDefined when Read<Instrument>(content) is { } definition => new() { Kind = note.Kind, Instrument = definition.Id, Definition = definition },
                EngineInputKind.HistoricalBar when Read<PastBar>(content) is { } past => new() { Kind = note.Kind, Instrument = past.Instrument, Bar = past.Bar },
                EngineInputKind.ControlChanged => new() { Kind = note.Kind, Control = Read<ControlState>(content) },
                EngineInputKind.Command => new() { Kind = note.Kind, Command = Read<Command>(content) },
                EngineInputKind.WorldChanged => new() { Kind = note.Kind, World = Read<MarketWorld>(content) },
                EngineInputKind.RoundTripMeasured => new() { Kind = note.Kind, RoundTrip = Read<VenueRoundTrip>(content) },
                EngineInputKind.AccountReturned => new() { Kind = note.Kind, Away = Read<TimeAway>(content) },
                EngineInputKind.TimerTick => new() { Kind = note.Kind },
                _ => throw new RecordingException($"input {note.Sequence} ({note.Kind}) came of record {note.Cause}, not of itself"),
            };
            return input.Numbered(note.Sequence, note.TimeNs);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new RecordingException($"input {note.Sequence} ({note.Kind}) can't be read: {e.Message}");
        }
    }

    private static T? Read<T>(ReadOnlySpan<byte> content) => JsonSerializer.Deserialize<T>(content, Options);

    private static void NameCommands(JsonTypeInfo type)
    {
        if (type.Type != typeof(Command)) return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "command" };
        foreach (Type command in Commands) type.PolymorphismOptions.DerivedTypes.Add(new(command, command.Name));
    }

    // Such as Price.IsValid: it follows from the rest and could not be set.
    private static void LeaveOutWhatFollows(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Namespace?.StartsWith("TradingBot.Engine", StringComparison.Ordinal) != true) return;
        HashSet<string> parameters = [.. type.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.Name!.ToUpperInvariant())];
        for (int at = type.Properties.Count - 1; at >= 0; at--)
            if (type.Properties[at].Set is null && !parameters.Contains(type.Properties[at].Name.ToUpperInvariant())) type.Properties.RemoveAt(at);
    }

    private sealed record PastBar(InstrumentId Instrument, Bar Bar);
}

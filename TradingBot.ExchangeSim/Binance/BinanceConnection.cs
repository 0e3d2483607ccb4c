using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance;

/// <summary>A client of Binance's market streams and its requests: SUBSCRIBE, UNSUBSCRIBE, LIST_SUBSCRIPTIONS, SET_PROPERTY, GET_PROPERTY.</summary>
internal sealed class BinanceConnection : ClientConnection
{
    private const int PolicyViolation = 1008;
    private const int LongestId = 36;

    private readonly MessageWriter _writer = new();
    private readonly SimulatorLimits _limits;

    public BinanceConnection(VenueGateway gateway, Simulation simulation, ClientWire wire, SimulatorOptions options, TopicDirectory topics, bool combined, IEnumerable<string> streams)
        : base(gateway, simulation, wire, options.SendQueueLength, topics)
    {
        Combined = combined;
        _limits = options.Limits;
        var rate = new MessageRate(gateway.Time, TimeSpan.FromSeconds(1));
        wire.FrameReceived = () =>
        {
            if (rate.IsAbove(_limits.BinanceMessagesPerSecond))
                Close(PolicyViolation);
        };
        lock (simulation.Gate)
        {
            foreach (string stream in streams.Take(MostStreams))
                Subscribe(stream);
        }
    }

    private int MostStreams => _limits.BinanceStreamsPerConnection == 0 ? int.MaxValue : _limits.BinanceStreamsPerConnection;

    // {"e":"serverShutdown","E":1770123456789}; in combined form its stream is "!serverShutdown".
    public override void AnnounceShutdown()
    {
        // Another thread than the one that answers requests: not its writer.
        MessageWriter writer = new MessageWriter().Raw(Combined ? "{\"stream\":\"!serverShutdown\",\"data\":"u8 : ""u8)
            .Raw("{\"e\":\"serverShutdown\",\"E\":"u8).Number(Simulation.NowMs + Gateway.ClockOffsetMs).Raw("}"u8).Raw(Combined ? "}"u8 : ""u8);
        Send(writer.ToArray());
    }

    protected override void Received(ReadOnlyMemory<byte> message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                Refuse(null, 2, "Invalid request: expected an object");
            else
                Handle(document.RootElement);
        }
        catch (JsonException exception)
        {
            Refuse(null, 3, FormattableString.Invariant($"Invalid JSON: expected value at line {(exception.LineNumber ?? 0) + 1} column {(exception.BytePositionInLine ?? 0) + 1}"));
        }
    }

    private void Handle(JsonElement request)
    {
        if (!TryReadId(request, out string? id))
        {
            Refuse(null, 2, "Invalid request: request ID must be an unsigned integer");
            return;
        }
        if (!request.TryGetProperty("method", out JsonElement method))
        {
            Refuse(id, 2, FormattableString.Invariant($"Invalid request: missing field `method` at line 1 column {request.GetRawText().Length}"));
            return;
        }
        request.TryGetProperty("params", out JsonElement parameters);
        switch (method.ValueKind == JsonValueKind.String ? method.GetString() : method.GetRawText())
        {
            case "SUBSCRIBE":
                ChangeSubscriptions(id, parameters, subscribe: true);
                break;
            case "UNSUBSCRIBE":
                ChangeSubscriptions(id, parameters, subscribe: false);
                break;
            case "LIST_SUBSCRIPTIONS":
                ListSubscriptions(id);
                break;
            case "SET_PROPERTY":
                SetProperty(id, parameters);
                break;
            case "GET_PROPERTY":
                GetProperty(id, parameters);
                break;
            case var unknown:
                Refuse(id, 2, $"Invalid request: unknown variant `{unknown}`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`");
                break;
        }
    }

    private void ChangeSubscriptions(string? id, JsonElement parameters, bool subscribe)
    {
        if (parameters.ValueKind != JsonValueKind.Array)
        {
            Refuse(id, 2, "Invalid request: missing field `params`");
            return;
        }
        var names = new List<string>();
        foreach (JsonElement parameter in parameters.EnumerateArray())
        {
            if (parameter.ValueKind != JsonValueKind.String)
            {
                Refuse(id, 2, "Invalid request: stream name must be a string");
                return;
            }
            names.Add(parameter.GetString()!);
        }
        lock (Simulation.Gate)
        {
            if (subscribe && Subscriptions.Count + names.Count(name => !Subscriptions.Contains(name)) > MostStreams)
            {
                Refuse(id, 2, "Invalid request: too many parameters");
                return;
            }
            Answer(id, "null"u8);
            foreach (string name in names)
            {
                if (subscribe)
                    Subscribe(name);
                else
                    Unsubscribe(name);
            }
        }
    }

    private void ListSubscriptions(string? id)
    {
        lock (Simulation.Gate)
        {
            _writer.Clear().Raw("{\"result\":["u8);
            foreach (string name in Subscriptions.Order(StringComparer.Ordinal))
                _writer.Quoted(name).Raw(","u8);
            Send(_writer.WithoutLastComma().Raw("],\"id\":"u8).Plain(id ?? "null").Raw("}"u8).ToArray());
        }
    }

    private void SetProperty(string? id, JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Array || parameters.GetArrayLength() != 2)
            Refuse(id, 2, parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > 2 ? "Invalid request: too many parameters" : "Invalid request: missing field `params`");
        else if (parameters[0].ValueKind != JsonValueKind.String)
            Refuse(id, 2, "Invalid request: property name must be a string");
        else if (parameters[0].GetString() != "combined")
            Refuse(id, 0, "Unknown property");
        else if (parameters[1].ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Refuse(id, 1, "Invalid value type: expected Boolean");
        else
        {
            lock (Simulation.Gate)
            {
                Combined = parameters[1].GetBoolean();
                Answer(id, "null"u8);
            }
        }
    }

    private void GetProperty(string? id, JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Array || parameters.GetArrayLength() != 1)
            Refuse(id, 2, parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > 1 ? "Invalid request: too many parameters" : "Invalid request: missing field `params`");
        else if (parameters[0].ValueKind != JsonValueKind.String)
            Refuse(id, 2, "Invalid request: property name must be a string");
        else if (parameters[0].GetString() != "combined")
            Refuse(id, 0, "Unknown property");
        else
            Answer(id, Combined ? "true"u8 : "false"u8);
    }

    /// <summary>The id as it was sent, to be echoed: a whole number, a string of at most 36 characters, or null.</summary>
    private static bool TryReadId(JsonElement request, out string? id)
    {
        id = null;
        if (!request.TryGetProperty("id", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            return true;
        bool valid = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out _),
            JsonValueKind.String => value.GetString() is { Length: <= LongestId } text && text.All(char.IsAsciiLetterOrDigit),
            _ => false,
        };
        id = valid ? value.GetRawText() : null;
        return valid;
    }

    private void Answer(string? id, ReadOnlySpan<byte> result) =>
        Send(_writer.Clear().Raw("{\"result\":"u8).Raw(result).Raw(",\"id\":"u8).Plain(id ?? "null").Raw("}"u8).ToArray());

    private void Refuse(string? id, int code, string message)
    {
        _writer.Clear().Raw("{\"code\":"u8).Number(code).Raw(",\"msg\":"u8).Quoted(message);
        if (id is not null)
            _writer.Raw(",\"id\":"u8).Plain(id);
        Send(_writer.Raw("}"u8).ToArray());
    }
}

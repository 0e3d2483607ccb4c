using System.Globalization;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>A client of KuCoin's public topics: welcome, ping and pong, subscribe, unsubscribe, ack, error.</summary>
internal sealed class KucoinConnection(VenueGateway gateway, Simulation simulation, ClientWire wire, SimulatorOptions options, string? connectId)
    : ClientConnection(gateway, simulation, wire, options.SendQueueLength, gateway.Topics)
{
    private const int PolicyViolation = 1008;

    private readonly MessageRate _rate = new(gateway.Time, TimeSpan.FromSeconds(10));
    private readonly MessageWriter _writer = new();

    /// <summary>Whether the client has sent anything since this was last set to false.</summary>
    public bool HeardSinceLastCheck { get; set; } = true;

    protected override void Opened()
    {
        string id = connectId ?? Number.ToString("x10", CultureInfo.InvariantCulture);
        Send(_writer.Clear().Raw("{\"id\":"u8).Quoted(id).Raw(",\"type\":\"welcome\"}"u8).ToArray());
    }

    protected override void Received(ReadOnlyMemory<byte> message)
    {
        HeardSinceLastCheck = true;
        if (_rate.IsAbove(options.Limits.KucoinMessagesPer10Seconds))
        {
            Refuse("", 509, "exceed max message count limitation");
            Close(PolicyViolation);
            return;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                Refuse("", 400, "message must be a JSON object");
            else
                Handle(document.RootElement);
        }
        catch (JsonException)
        {
            Refuse("", 400, "message is not valid JSON");
        }
    }

    private void Handle(JsonElement request)
    {
        string id = request.TryGetProperty("id", out JsonElement value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
            : "";
        switch (Text(request, "type"))
        {
            case "ping":
                SendThroughSilence(_writer.Clear().Raw("{\"id\":"u8).Quoted(id).Raw(",\"type\":\"pong\",\"timestamp\":"u8).Number(Simulation.NowNs / 1_000 + Gateway.ClockOffsetMs * 1_000).Raw("}"u8).ToArray());
                break;
            case "subscribe":
                ChangeSubscriptions(id, request, subscribe: true);
                break;
            case "unsubscribe":
                ChangeSubscriptions(id, request, subscribe: false);
                break;
            case var type:
                Refuse(id, 400, $"type {type} is not supported");
                break;
        }
    }

    private void ChangeSubscriptions(string id, JsonElement request, bool subscribe)
    {
        string topic = Text(request, "topic");
        string[] names = [.. KucoinTopics.Split(topic)];
        bool respond = request.TryGetProperty("response", out JsonElement response) && response.ValueKind == JsonValueKind.True;
        lock (Simulation.Gate)
        {
            if (IsAbove(names.Length, options.Limits.KucoinTopicsPerSubscribe))
                Refuse(id, 509, $"exceed max subscription count limitation of {options.Limits.KucoinTopicsPerSubscribe} per time");
            else if (subscribe && IsAbove(Subscriptions.Count + names.Length, options.Limits.KucoinTopicsPerConnection))
                Refuse(id, 509, $"exceed max subscription count limitation of {options.Limits.KucoinTopicsPerConnection} per session");
            else if (names.Any(name => Gateway.Topics.Find(name) is not { } found || found.Market is { Display.IsListed: false }))
                Refuse(id, 404, $"topic {topic} is not found");
            else
                Change(id, names, subscribe, respond);
        }
    }

    private void Change(string id, string[] names, bool subscribe, bool respond)
    {
        if (respond)
            Send(_writer.Clear().Raw("{\"id\":"u8).Quoted(id).Raw(",\"type\":\"ack\"}"u8).ToArray());
        foreach (string name in names)
        {
            if (subscribe)
                Subscribe(name);
            else
                Unsubscribe(name);
        }
    }

    private void Refuse(string id, int code, string reason) =>
        Send(_writer.Clear().Raw("{\"id\":"u8).Quoted(id).Raw(",\"type\":\"error\",\"code\":"u8).Number(code).Raw(",\"data\":"u8).Quoted(reason).Raw("}"u8).ToArray());

    private static bool IsAbove(int count, int limit) => limit > 0 && count > limit;

    private static string Text(JsonElement request, string field) =>
        request.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

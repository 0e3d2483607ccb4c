using System.Globalization;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>A client of KuCoin's public topics: welcome, ping and pong, subscribe, unsubscribe, ack, error.</summary>
internal sealed class KucoinConnection(VenueGateway gateway, Simulation simulation, int queueLength, string? connectId)
    : ClientConnection(gateway, simulation, queueLength)
{
    private const int MostTopicsPerMessage = 100;
    private const int MostTopics = 300;

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
                Send(_writer.Clear().Raw("{\"id\":"u8).Quoted(id).Raw(",\"type\":\"pong\",\"timestamp\":"u8).Number(Simulation.NowNs / 1_000).Raw("}"u8).ToArray());
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
            if (names.Length > MostTopicsPerMessage)
                Refuse(id, 509, $"exceed max subscription count limitation of {MostTopicsPerMessage} per time");
            else if (subscribe && Subscriptions.Count + names.Length > MostTopics)
                Refuse(id, 509, $"exceed max subscription count limitation of {MostTopics} per session");
            else if (names.Any(name => Gateway.Topics.Find(name) is null))
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

    private static string Text(JsonElement request, string field) =>
        request.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

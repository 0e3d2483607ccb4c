namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>The frames in which a trading method of a WebSocket API is tried.</summary>
internal static class AttackFrames
{
    public static IEnumerable<string> Of(string method) =>
    [
        $$$"""{"id":1,"method":"{{{method}}}"}""",
        $$$"""{"id":1,"method":"{{{method}}}","params":[]}""",
        $$$"""{"id":1,"method":"{{{method}}}","params":{"symbol":"BTCUSDT","side":"SELL","type":"MARKET","quantity":"1"}}""",
        $$$"""{"id":"1","method":"{{{method}}}","params":{"apiKey":"aa","signature":"aa","timestamp":1}}""",
        $$$"""{"id":1,"method":"{{{method.ToUpperInvariant()}}}","params":["btcusdt@trade"]}""",
        $$$"""{"id":1,"method":"\u00{{{(int)method[0]:x2}}}{{{method[1..]}}}","params":[]}""",
        $$$"""{"id":1,"\u006dethod":"{{{method}}}"}""",
        $$$"""{"id":1,"method":"{{{method}}} ","params":[]}""",
        $$$"""{"id":1,"Method":"{{{method}}}"}""",
        $$$"""{"id":1,"method":["{{{method}}}"]}""",
        $$$"""{"id":1,"method":"SUBSCRIBE","method":"{{{method}}}","params":["btcusdt@trade"]}""",
        $$$"""{"id":1,"method":"{{{method}}}","method":"SUBSCRIBE","params":["btcusdt@trade"]}""",
        $$$"""{"id":1,"method":"SUBSCRIBE","\u006dethod":"{{{method}}}","params":["btcusdt@trade"]}""",
        $$$"""{"id":1,"method":"SUBSCRIBE","params":["{{{method}}}"]}""",
        $$$"""{"id":1,"method":"SUBSCRIBE","params":["{{{method}}}@trade"]}""",
        $$$"""{"id":1,"method":"SUBSCRIBE","params":["btcusdt@trade"],"op":"{{{method}}}"}""",
        $$$"""{"id":{"method":"{{{method}}}"},"method":"LIST_SUBSCRIPTIONS"}""",
        $$$"""{"id":1,"method":"LIST_SUBSCRIPTIONS"}{"id":2,"method":"{{{method}}}"}""",
        $$$"""[{"id":1,"method":"{{{method}}}"}]""",
        $$$"""{"id":"1","type":"{{{method}}}"}""",
        $$$"""{"id":"1","type":"ping","method":"{{{method}}}"}""",
        $$$"""{"id":"1","type":"subscribe","topic":"{{{method}}}","response":true}""",
        $$$"""{"id":"1","op":"{{{method}}}","args":{"side":"sell"}}""",
        method,
    ];
}

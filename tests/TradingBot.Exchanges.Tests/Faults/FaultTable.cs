using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Tests.Faults;

/// <summary>Each fault of the simulator's vocabulary on each stream that it can hit, and how it must show at each venue; a dash: the venue does not know the fault.</summary>
internal static class FaultTable
{
    private const string Gap = """{"fault":"gap","stream":"depth","count":2}""";
    private const string Cut = """{"fault":"disconnect"}""";

    // fault | shows at Binance | shows at KuCoin | then
    private const string Sockets = """
        {"fault":"disconnect"}                                            | reconnect           | reconnect
        {"fault":"close","code":1000}                                     | reconnect           | reconnect
        {"fault":"close","code":1001}                                     | reconnect           | reconnect
        {"fault":"close","code":1008}                                     | reconnect           | reconnect
        {"fault":"close","code":1012}                                     | reconnect           | reconnect
        {"fault":"silence","durationMs":6000}                             | reconnect           | reconnect
        {"fault":"silence","stream":"depth","durationMs":2500}            | resync:gap|unsound  | resync:gap|unsound
        {"fault":"silence","stream":"trade","durationMs":1500}            | gap|recovered       | hole|recovered
        {"fault":"freeze","durationMs":6000}                              | reconnect           | reconnect
        {"fault":"serverShutdown","durationMs":2500}                      | replacement         | reconnect
        {"fault":"lifetime"}                                              | reconnect           | reconnect
        {"fault":"refuse","status":503,"durationMs":1500}                 | reconnect           | reconnect           | cut
        {"fault":"refuse","status":403,"durationMs":1500}                 | reconnect           | reconnect           | cut
        {"fault":"tokenExpired","kind":"upgrade","durationMs":1500}       | -                   | reconnect           | cut
        {"fault":"tokenExpired","kind":"frame","durationMs":1500}         | -                   | reconnect           | cut
        {"fault":"slice","bytes":7,"durationMs":1500}                     | none                | none
        {"fault":"throttle","bytesPerSecond":1024,"durationMs":7000}      | unsound             | unsound
        """;

    private const string Streams = """
        {"fault":"gap","stream":"depth","count":2}                        | resync:gap          | resync:gap
        {"fault":"gap","stream":"trade","count":2}                        | gap                 | hole
        {"fault":"duplicate","stream":"depth"}                            | ignored:duplicate   | ignored:duplicate
        {"fault":"duplicate","stream":"trade"}                            | trades:duplicate    | trades:duplicate
        {"fault":"reorder","stream":"depth","count":5}                    | ignored:reordered   | ignored:reordered
        {"fault":"reorder","stream":"trade","count":5}                    | gap                 | trades:reordered
        {"fault":"replayOld","stream":"depth","messages":5}               | ignored:old         | ignored:old
        {"fault":"replayOld","stream":"trade","messages":3}               | trades:old          | trades:old
        {"fault":"dropTrades","stream":"trade","count":3}                 | gap                 | hole
        {"fault":"huge","stream":"depth","bytes":8388608}                 | rejected:too_large  | rejected:too_large
        {"fault":"huge","stream":"trade","bytes":5000000}                 | rejected:too_large  | rejected:too_large
        {"fault":"bomb","stream":"depth","bytes":8388608}                 | rejected:too_large  | rejected:too_large
        {"fault":"deepNesting","stream":"depth"}                          | rejected:not_json   | rejected:not_json
        {"fault":"deepNesting","stream":"trade"}                          | rejected:not_json   | rejected:not_json
        {"fault":"wideBook","stream":"depth","levels":40000,"durationMs":1500} | rejected       | rejected
        {"fault":"crossedBook","stream":"depth","durationMs":1000}        | resync:crossed      | resync:crossed
        {"fault":"delay","stream":"depth","delayMs":3500,"durationMs":2500} | unsound           | unsound
        {"fault":"delay","stream":"trade","delayMs":1000,"durationMs":1000} | none              | none
        """;

    private const string Rest = """
        {"fault":"rateLimit","retryAfter":1,"durationMs":1000}            | failures            | failures            | gap
        {"fault":"ban","retryAfter":1,"durationMs":1000}                  | failures            | failures            | gap
        {"fault":"error","status":500,"durationMs":1500}                  | failures            | failures            | gap
        {"fault":"error","status":503,"durationMs":1500}                  | failures            | failures            | gap
        {"fault":"slow","delayMs":30000,"durationMs":1500}                | failures            | failures            | gap
        {"fault":"redirect","to":"http://127.0.0.1:9/","durationMs":1500} | failures            | failures            | gap
        {"fault":"html","status":200,"durationMs":1500}                   | failures            | failures            | gap
        {"fault":"html","status":503,"durationMs":1500}                   | failures            | failures            | gap
        {"fault":"staleSnapshot","stream":"depth","updates":10}           | resync:stale_snapshot | resync:stale_snapshot | gap
        {"fault":"truncatedBody","count":1}                               | failures            | failures            | gap
        {"fault":"wrongJson","stream":"depth","count":1}                  | resync:gap          | resync:gap          | gap
        """;

    private const string Market = """
        {"fault":"maintenance","durationMs":1500}                         | none                | none
        {"fault":"halt","durationMs":1500}                                | none                | none
        {"fault":"halt","durationMs":9000}                                | halted              | halted
        {"fault":"delist","durationMs":9000}                              | halted              | halted
        {"fault":"tickSize","size":1,"durationMs":1500}                   | none                | none
        {"fault":"lotSize","size":0.001,"durationMs":1500}                | none                | none
        {"fault":"spike","percent":-10}                                   | none                | none
        {"fault":"liquidityHole","percent":0.2,"durationMs":1000}         | none                | none
        {"fault":"divergence","percent":3,"durationMs":1500}              | none                | none
        {"fault":"burst","factor":10,"durationMs":1500}                   | none                | none
        {"fault":"clockSkew","offsetMs":300000,"durationMs":2000}         | none                | none
        {"fault":"clockSkew","offsetMs":-300000,"durationMs":2000}        | none                | none
        {"fault":"clockSkew","offsetMs":-3600000,"durationMs":2000}       | none                | none
        {"fault":"down","status":503,"durationMs":2000}                   | reconnect           | reconnect
        {"fault":"down","status":0,"durationMs":2000}                     | reconnect           | reconnect
        """;

    // kind of corrupt | depth at Binance | depth at KuCoin | trade at both
    private const string Corrupt = """
        invalidJson      | rejected:not_json           | rejected:not_json          | rejected:not_json
        invalidUtf8      | reconnect                   | reconnect                  | reconnect
        truncated        | rejected:not_json           | rejected:not_json          | rejected:not_json
        wrongType        | rejected                    | rejected                   | rejected
        null             | rejected                    | rejected                   | rejected
        nan              | rejected:not_representable  | rejected:not_representable | rejected:not_representable
        negativePrice    | rejected:not_representable  | rejected:not_representable | rejected:not_representable
        zeroPrice        | rejected:bad_number         | none                       | rejected:bad_number
        hugeNumber       | rejected:not_representable  | rejected:not_representable | rejected:not_representable
        longDecimal      | rejected:not_representable  | rejected:not_representable | rejected:not_representable
        offTick          | rejected:not_representable  | rejected:not_representable | rejected:not_representable
        unknownSymbol    | rejected:unknown_symbol     | rejected:unknown_symbol    | rejected:unknown_symbol
        extraFields      | none                        | none                       | none
        otherOrder       | none                        | none                       | none
        numbersAsNumbers | none                        | none                       | none
        """;

    /// <summary>All cases of a venue.</summary>
    public static IReadOnlyList<FaultCase> Of(Venue venue)
    {
        List<FaultCase> cases = [];
        foreach (string[] row in Rows(Sockets).Concat(Rows(Streams)).Concat(Rows(Rest)).Concat(Rows(Market)))
        {
            string counted = row[venue == Venue.Binance ? 1 : 2];
            if (counted != "-") cases.Add(new(row[0], counted, row.Length < 4 ? null : row[3] == "cut" ? Cut : Gap));
        }
        foreach (string[] row in Rows(Corrupt))
        {
            cases.Add(new($$"""{"fault":"corrupt","kind":"{{row[0]}}","stream":"depth"}""", row[venue == Venue.Binance ? 1 : 2]));
            cases.Add(new($$"""{"fault":"corrupt","kind":"{{row[0]}}","stream":"trade"}""", row[3]));
        }
        return cases;
    }

    /// <summary>Cells are divided by a bar with spaces; alternatives within a cell have none.</summary>
    private static IEnumerable<string[]> Rows(string table) =>
        table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(" | ", StringSplitOptions.TrimEntries));
}

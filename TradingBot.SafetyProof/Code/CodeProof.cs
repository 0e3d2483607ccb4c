using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Code;

/// <summary>Reads every assembly of the product: what is not in there cannot be done.</summary>
internal static class CodeProof
{
    private const string Layer = "L1 no code";

    /// <summary>The one type that may name forbidden addresses: it asks the egress guard every few seconds whether it would refuse them.</summary>
    internal const string Canary = "TradingBot.Worker.Safety.SafetyProofs";

    /// <summary>The one namespace that may sign, and only requests whose path it has in a list of its own.</summary>
    internal const string Signer = "TradingBot.Exchanges.Egress.Keys.";

    /// <summary>What the signer asks of its key, and the simulator answers: the one path that is not public and may be named, by these two types.</summary>
    private const string KeyInfo = "/api/v1/user/api-key";

    /// <summary>The one assembly that may hold the attacks; no service has it, the table of dependencies says.</summary>
    internal const string Attacks = "TradingBot.SafetyProof";

    // What an exchange takes as a signature: keyed hashes and asymmetric keys. Plain hashes and random numbers sign nothing.
    private static readonly string[] Signing = ["HMAC", "RSA", "ECDsa", "ECDiffieHellman", "DSA", "KMAC", "MLDsa", "SlhDsa", "CompositeMLDsa", "IncrementalHash::CreateHMAC"];
    private static readonly string[] Clients = ["Binance.Net", "Kucoin.Net", "CryptoExchange.Net", "ccxt", "ExchangeSharp"];

    // What the profile with these libraries may touch of them, by the beginning of a member's name: public market data and the means to reach it.
    private static readonly string[] MarketDataMembers =
    [
        "Binance.Net.Clients.BinanceRestClient::.ctor", "Binance.Net.Clients.BinanceSocketClient::.ctor", "Kucoin.Net.Clients.KucoinRestClient::.ctor", "Kucoin.Net.Clients.KucoinSocketClient::.ctor",
        "Binance.Net.Interfaces.Clients.IBinanceRestClient::get_SpotApi", "Kucoin.Net.Interfaces.Clients.IKucoinRestClient::get_SpotApi",
    ];

    public static IReadOnlyList<ProofRow> Run(ProductCode code)
    {
        string[] missing = [.. code.Assemblies.Where(pair => !File.Exists(pair.Value)).Select(pair => pair.Key)];
        if (missing.Length > 0) return [ProofRow.Missing(Layer, "the assemblies' contents", $"not built: {string.Join(", ", missing)} (dotnet build TradingBot.sln)")];
        return
        [
            Words(code), PlantedWords(code), Signatures(code), PlantedSignature(code), Escapes(code), PlantedEscape(code), TradingClients(code), .. SourcesOfClients(code), PaperFlag(code), .. ExecutionOrigin.Run(code),
        ];
    }

    private static ProofRow Words(ProductCode code)
    {
        long read = 0;
        List<string> found = [];
        foreach ((string project, string path) in code.Assemblies.Where(pair => pair.Key != Attacks))
        {
            using AssemblyContent content = new(path);
            foreach (Literal literal in content.Literals())
            {
                read++;
                if (literal.Type != Canary && !IsKeyInfo(literal) && TradingWords.Forbidden().Match(literal.Text) is { Success: true } match) found.Add($"{project}, {literal.Type}: {match.Value}");
            }
        }
        return ProofRow.From(Layer, "trading paths, methods and hosts in any text of any assembly", read, found, $"{code.Assemblies.Count - 1} assemblies: code, constants, attributes, resources and data have none");
    }

    private static bool IsKeyInfo(Literal literal) =>
        literal is { Text: KeyInfo, Type: Signer + "KuCoinSigner" or "TradingBot.ExchangeSim.Kucoin.Http.ApiKeyEndpoint" };

    private static ProofRow PlantedWords(ProductCode code)
    {
        using AssemblyContent content = new(code.Assemblies[Attacks]);
        Literal[] found = [.. content.Literals().Where(literal => TradingWords.Forbidden().IsMatch(literal.Text))];
        string planted = typeof(Planted).FullName!;
        (string Place, bool Found)[] places =
        [
            ("code", found.Any(literal => literal.Type == planted && literal.Text == Planted.Loaded())), ("constant", found.Any(literal => literal.Type == planted && literal.Text == Planted.Constant)),
            ("attribute", found.Any(literal => literal.Type == "attribute" && literal.Text.Contains("planted.attribute", StringComparison.Ordinal))),
            ("data", found.Any(literal => literal.Type == "data" && literal.Text.Contains("planted.data", StringComparison.Ordinal))),
            ("resource", found.Any(literal => literal.Type == "resource" && literal.Text.Contains("/sapi/v1/capital/withdraw/apply", StringComparison.Ordinal))),
        ];
        return ProofRow.From(Layer, "planted words are found in each of these places", places.Length, [.. places.Where(place => !place.Found).Select(place => place.Place)], string.Join(", ", places.Select(place => place.Place)));
    }

    private static ProofRow Signatures(ProductCode code)
    {
        List<string> found = [];
        long read = 0;
        foreach (string project in (string[])["TradingBot.Exchanges", "TradingBot.Engine", "TradingBot.Worker", "TradingBot.Research"])
        {
            if (!code.Assemblies.TryGetValue(project, out string? path)) continue;
            using AssemblyContent content = new(path);
            IReadOnlyList<Use> uses = content.Uses();
            read += uses.Count;
            found.AddRange(uses.Where(use => Signs(use.Target) && !use.Type.StartsWith(Signer, StringComparison.Ordinal)).Select(use => $"{use.Type} uses {use.Target}").Distinct());
        }
        return ProofRow.From(Layer, "signing in what speaks to exchanges, but for the signer of allow-listed reads", read, found, "nothing else can sign");
    }

    private static ProofRow PlantedSignature(ProductCode code)
    {
        using AssemblyContent content = new(code.Assemblies[Attacks]);
        bool found = content.Uses().Any(use => use.Type == typeof(Planted).FullName && Signs(use.Target));
        return ProofRow.From(Layer, "a planted signature is found", 1, found ? [] : ["it was not"], "found");
    }

    /// <summary>Another program could do what ours may not, and native code opens sockets that no ban of names stops.</summary>
    private static ProofRow Escapes(ProductCode code)
    {
        List<string> found = [];
        long read = 0;
        foreach (string project in (string[])["TradingBot.Exchanges", "TradingBot.Engine", "TradingBot.Worker", "TradingBot.Research"])
        {
            if (!code.Assemblies.TryGetValue(project, out string? path)) continue;
            using AssemblyContent content = new(path);
            IReadOnlyList<Use> uses = content.Uses();
            read += uses.Count;
            found.AddRange(uses.Where(use => Escapes(use.Target)).Select(use => $"{use.Type} uses {use.Target}").Distinct());
            found.AddRange(content.NativeMethods().Select(method => $"{project} calls native {method}"));
        }
        return ProofRow.From(Layer, "other programs started, and native code called, by what speaks to exchanges", read, found, "none");
    }

    private static ProofRow PlantedEscape(ProductCode code)
    {
        using AssemblyContent content = new(code.Assemblies[Attacks]);
        bool program = content.Uses().Any(use => use.Type == typeof(Planted).FullName && Escapes(use.Target));
        bool native = content.NativeMethods().Any(method => method.Contains("planted", StringComparison.Ordinal));
        List<string> missed = [];
        if (!program) missed.Add("the program was not");
        if (!native) missed.Add("the native call was not");
        return ProofRow.From(Layer, "a planted program and a planted native call are found", 2, missed, "found");
    }

    private static bool Escapes(string reference) => reference == "System.Diagnostics.Process::Start" || reference.StartsWith("System.Runtime.InteropServices.NativeLibrary::", StringComparison.Ordinal);

    private static ProofRow TradingClients(ProductCode code)
    {
        List<string> found = [];
        long read = 0;
        foreach ((string project, string path) in code.Assemblies)
        {
            using AssemblyContent content = new(path);
            IReadOnlyList<string> references = content.References();
            read += references.Count;
            found.AddRange(references.Where(IsTradingClient).Select(reference => $"{project} refers to {reference}"));
        }
        return ProofRow.From(Layer, "references to trading clients", read, found, "none beyond public market data");
    }

    /// <summary>Whether a reference goes into a library that can trade, beyond what market data need.</summary>
    internal static bool IsTradingClient(string reference)
    {
        if (!Clients.Any(client => reference.StartsWith(client, StringComparison.OrdinalIgnoreCase))) return false;
        // The assemblies themselves are there in one profile; what is used of them decides.
        if (Clients.Contains(reference, StringComparer.OrdinalIgnoreCase)) return reference.StartsWith("ccxt", StringComparison.OrdinalIgnoreCase) || reference.StartsWith("ExchangeSharp", StringComparison.OrdinalIgnoreCase);
        if (MarketDataMembers.Any(allowed => reference.StartsWith(allowed, StringComparison.Ordinal))) return false;
        return !reference.Contains("ExchangeData", StringComparison.Ordinal) && !reference.Contains(".Objects.", StringComparison.Ordinal) && !reference.Contains(".Enums.", StringComparison.Ordinal)
            || TradingWords.TradingClient().IsMatch(reference);
    }

    /// <summary>Where the libraries' packages are missing, the files that would use them are not compiled: their text is read.</summary>
    private static IEnumerable<ProofRow> SourcesOfClients(ProductCode code)
    {
        const string Attack = "trading clients in sources that are compiled only with the libraries";
        if (code.Root is null) return [ProofRow.Missing(Layer, Attack, "no sources here")];
        string[] files = [.. code.Assemblies.Keys.SelectMany(project => Directory.EnumerateFiles(Path.Combine(code.Root, project), "*.Full.cs", SearchOption.AllDirectories))];
        string[] found = [.. files.SelectMany(file => TradingWords.TradingClient().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(code.Root, file)}: {match.Value}"))];
        return [ProofRow.From(Layer, Attack, files.Length, found, $"{files.Length} files name none")];
    }

    private static ProofRow PaperFlag(ProductCode code)
    {
        List<string> found = [];
        long read = 0;
        foreach ((string project, string path) in code.Assemblies)
        {
            using AssemblyContent content = new(path);
            IReadOnlyList<Literal> literals = content.Literals();
            read += literals.Count;
            // The proofs themselves try it; one of theirs must be found.
            if (project == Attacks && !literals.Any(literal => literal.Text == Planted.PaperFlag() && TradingWords.PaperFlagWritten().IsMatch(literal.Text))) found.Add("the planted statement was not found");
            if (project != Attacks) found.AddRange(literals.Where(literal => literal.Type is not ("resource" or "data") && TradingWords.PaperFlagWritten().IsMatch(literal.Text)).Select(literal => $"{project}, {literal.Type}"));
        }
        return ProofRow.From("L3 type design", "statements that write whether an execution is on paper", read, found, "none: the column's default and its constraint say it");
    }

    private static bool Signs(string reference) =>
        reference.StartsWith("System.Security.Cryptography.", StringComparison.Ordinal) && Signing.Any(kind => reference.AsSpan("System.Security.Cryptography.".Length).StartsWith(kind, StringComparison.Ordinal));
}

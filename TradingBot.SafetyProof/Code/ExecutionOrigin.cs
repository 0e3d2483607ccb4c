using System.Reflection;
using TradingBot.Engine.Executions;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Code;

/// <summary>Executions have one origin, orders have one destination, and there is no mode but paper.</summary>
internal static class ExecutionOrigin
{
    private const string Layer = "L3 type design";
    private const string Execution = "TradingBot.Engine.Executions.Execution";

    // The simulator judges the engine from outside: it has interfaces of its own and orders of its own, which never leave it.
    private const string Simulator = "TradingBot.ExchangeSim";

    private const string Recordings = "TradingBot.Exchanges.Recordings.";

    private static readonly string[] Trading = [".Orders.", ".Executions.", ".Commands.", ".Accounts.", ".Ledger.", ".Strategies."];
    private static readonly string[] Verbs = ["Place", "Submit", "Cancel", "Execute", "Trade", "Order", "Withdraw", "Transfer", "Fill"];

    private static readonly string[] Doing = ["Mode", "Execution", "Trading", "Order", "Account", "Portfolio", "Venue", "Broker", "Fill", "Engine"];

    public static IReadOnlyList<ProofRow> Run(ProductCode code) => [Constructors(), Makers(code), Exchanges(code), Interfaces(code), Modes(code), ConfigurationFuzz.Run()];

    private static ProofRow Constructors()
    {
        Type[] types = [typeof(Execution), typeof(ExecutionEvidence)];
        List<string> holes = [.. typeof(Execution).GetConstructors(BindingFlags.Public | BindingFlags.Instance).Select(constructor => constructor.ToString()!)];
        foreach (MethodInfo method in typeof(Execution).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)))
            if (method.ReturnType == typeof(Execution)) holes.Add($"{method.DeclaringType}.{method.Name} makes one");
        if (!typeof(Execution).GetProperty(nameof(Engine.Executions.Execution.Evidence))!.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute")) holes.Add("its evidence is not required");
        if (!typeof(Execution).IsSealed) holes.Add("it can be derived from");
        return ProofRow.From(Layer, "public ways to make an execution", types.Length, holes, "its constructor is internal, it is sealed, its evidence is required");
    }

    /// <summary>A record can be copied with changes; that counts as making one.</summary>
    private static ProofRow Makers(ProductCode code)
    {
        List<string> makers = [];
        long read = 0;
        foreach ((string project, string path) in code.Assemblies.Where(pair => pair.Key != "TradingBot.Engine"))
        {
            using AssemblyContent content = new(path);
            IReadOnlyList<Use> uses = content.Uses();
            read += uses.Count;
            makers.AddRange(uses.Where(use => use.Target is Execution + "::.ctor" or Execution + "::<Clone>$" || use.Target.StartsWith(Execution + "::set_", StringComparison.Ordinal))
                .Select(use => $"{project}, {use.Type}: {use.Target}"));
        }
        return ProofRow.From(Layer, "code outside the engine that makes or alters an execution", read, makers, "none");
    }

    private static ProofRow Exchanges(ProductCode code)
    {
        using AssemblyContent content = new(code.Assemblies["TradingBot.Exchanges"]);
        IReadOnlyList<Use> uses = content.Uses();
        string[] known =
        [
            .. uses.Where(use => !use.Type.StartsWith(Recordings, StringComparison.Ordinal) && use.Target.StartsWith("TradingBot.Engine.", StringComparison.Ordinal)
                && Trading.Any(part => use.Target.Contains(part, StringComparison.Ordinal))).Select(use => $"{use.Type} uses {use.Target}"),
            .. uses.Where(use => use.Type.StartsWith(Recordings, StringComparison.Ordinal) && use.Target.StartsWith("System.Net.", StringComparison.Ordinal)).Select(use => $"{use.Type} uses {use.Target}"),
        ];
        return ProofRow.From(Layer, "orders, executions and accounts in what speaks to exchanges", uses.Count, known,
            "it uses none of these types, but for the recordings, which write commands to files and use no network: there is nothing that it could send");
    }

    private static ProofRow Interfaces(ProductCode code)
    {
        long read = 0;
        List<string> found = [];
        foreach ((string project, string path) in code.Assemblies.Where(pair => pair.Key is not (Simulator or CodeProof.Attacks)))
        {
            using AssemblyContent content = new(path);
            foreach (System.Reflection.Metadata.TypeDefinition type in content.Types)
            {
                read++;
                if ((type.Attributes & TypeAttributes.Interface) == 0) continue;
                string[] verbs = [.. content.MethodsOf(type).Select(content.NameOf).Where(name => Verbs.Any(verb => name.Contains(verb, StringComparison.Ordinal)))];
                if (verbs.Length > 0) found.Add($"{project}, {content.NameOf(type)}: {string.Join(", ", verbs)}");
            }
        }
        return ProofRow.From(Layer, "interfaces that a live order adapter could implement", read, found, "none");
    }

    private static ProofRow Modes(ProductCode code)
    {
        long read = 0;
        List<string> found = [];
        foreach ((string project, string path) in code.Assemblies.Where(pair => pair.Key is not (Simulator or CodeProof.Attacks)))
        {
            using AssemblyContent content = new(path);
            foreach (System.Reflection.Metadata.TypeDefinition type in content.Types.Where(content.IsEnum))
            {
                string name = content.NameOf(type);
                // Market data may be live; what is done with them may not.
                if (!Doing.Any(word => name[(name.LastIndexOf('.') + 1)..].Contains(word, StringComparison.Ordinal))) continue;
                foreach (string member in content.FieldsOf(type))
                {
                    read++;
                    if (member is "Live" or "Real" or "Production" or "RealMoney" or "Exchange") found.Add($"{project}, {name}.{member}");
                }
            }
        }
        return ProofRow.From(Layer, "execution modes other than paper", read, found, "no enumeration has one");
    }
}

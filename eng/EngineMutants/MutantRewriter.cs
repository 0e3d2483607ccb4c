using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TradingBot.EngineMutants;

/// <summary>
/// Puts every mutant of a source beside what it spoils, to be chosen by its number at run time: <c>a &lt; b</c> becomes
/// <c>(Active.Is(7) ? a &lt;= b : Active.Is(8) ? a &gt;= b : a &lt; b)</c>, a statement becomes <c>if (!Active.Is(9)) { … }</c>.
/// </summary>
/// <remarks>
/// Kinds: comparisons moved by one and turned round, conditions inverted, <c>&amp;&amp;</c> and <c>||</c> exchanged, plus and minus exchanged, least and greatest
/// exchanged, calls and assignments left out. Not spoiled: assertions of invariants (leaving one out changes nothing in a sound program), messages, what names what it tested.
/// </remarks>
internal sealed class MutantRewriter(SemanticModel model, string file, List<Mutant> mutants) : CSharpSyntaxRewriter
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Comparisons = new()
    {
        [SyntaxKind.LessThanExpression] = [SyntaxKind.LessThanOrEqualExpression, SyntaxKind.GreaterThanOrEqualExpression],
        [SyntaxKind.LessThanOrEqualExpression] = [SyntaxKind.LessThanExpression, SyntaxKind.GreaterThanExpression],
        [SyntaxKind.GreaterThanExpression] = [SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.LessThanOrEqualExpression],
        [SyntaxKind.GreaterThanOrEqualExpression] = [SyntaxKind.GreaterThanExpression, SyntaxKind.LessThanExpression],
        [SyntaxKind.EqualsExpression] = [SyntaxKind.NotEqualsExpression],
        [SyntaxKind.NotEqualsExpression] = [SyntaxKind.EqualsExpression],
        [SyntaxKind.LogicalAndExpression] = [SyntaxKind.LogicalOrExpression],
        [SyntaxKind.LogicalOrExpression] = [SyntaxKind.LogicalAndExpression],
        [SyntaxKind.AddExpression] = [SyntaxKind.SubtractExpression],
        [SyntaxKind.SubtractExpression] = [SyntaxKind.AddExpression],
    };

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (!Comparisons.TryGetValue(node.Kind(), out SyntaxKind[]? others) || !CanSpoil(node) || IsText(node.Left) || IsText(node.Right)) return base.VisitBinaryExpression(node);
        if (node.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression && !HasBoth(node, "op_Addition", "op_Subtraction")) return base.VisitBinaryExpression(node);
        string[] becomes = [.. others.Select(other => $"{node.Left} {SyntaxFacts.GetText(OperatorOf(other))} {node.Right}")];
        return Choose(node, becomes, base.VisitBinaryExpression(node)!);
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node) =>
        node.IsKind(SyntaxKind.LogicalNotExpression) && CanSpoil(node) ? Choose(node, [node.Operand.ToString()], base.VisitPrefixUnaryExpression(node)!) : base.VisitPrefixUnaryExpression(node);

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (IsAssertion(node)) return node;
        if (node.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Min" or "Max" } named && model.GetSymbolInfo(node).Symbol is IMethodSymbol { IsStatic: true } && CanSpoil(node))
        {
            string other = named.Name.Identifier.ValueText == "Min" ? "Max" : "Min";
            if (model.GetSymbolInfo(node).Symbol!.ContainingType.GetMembers(other).Length > 0)
                return Choose(node, [$"{named.Expression}.{other}{node.ArgumentList}"], base.VisitInvocationExpression(node)!);
        }

        return IsCondition(node) ? Choose(node, [$"!{node}"], base.VisitInvocationExpression(node)!) : base.VisitInvocationExpression(node);
    }

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node) =>
        IsCondition(node) ? Choose(node, [$"!{node}"], base.VisitMemberAccessExpression(node)!) : base.VisitMemberAccessExpression(node);

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
        IsCondition(node) ? Choose(node, [$"!{node}"], base.VisitIdentifierName(node)!) : base.VisitIdentifierName(node);

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        if (node.Expression is InvocationExpressionSyntax call && IsAssertion(call)) return node;
        var visited = (ExpressionStatementSyntax)base.VisitExpressionStatement(node)!;
        if (!CanLeaveOut(node.Expression)) return visited;
        string active = Next(node, "");
        List<string> branches = [$"if ({active}) {{ }}"];
        if (node.Expression is AssignmentExpressionSyntax change && OtherChange(change) is { } other)
            branches.Add($"if ({Next(node, $"{change.Left} {other} {change.Right};")}) {change.Left} {other} {change.Right};");
        return SyntaxFactory.ParseStatement($"{string.Join(" else ", branches)} else {{ {visited.WithoutTrivia()} }}").WithTriviaFrom(node);
    }

    // Of a plan in an initializer or a default nothing is chosen at run time.
    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameterList(ParameterListSyntax node) => node;

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => node;

    public override SyntaxNode? VisitThrowExpression(ThrowExpressionSyntax node) => node;

    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node) => node;

    private string? OtherChange(AssignmentExpressionSyntax change) => (change.Kind(), HasBoth(change, "op_Addition", "op_Subtraction")) switch
    {
        (SyntaxKind.AddAssignmentExpression, true) => "-=",
        (SyntaxKind.SubtractAssignmentExpression, true) => "+=",
        _ => null,
    };

    private bool CanLeaveOut(ExpressionSyntax expression) => CanSpoil(expression) && expression switch
    {
        InvocationExpressionSyntax call => call.ArgumentList.Arguments.All(argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.RefKindKeyword.IsKind(SyntaxKind.InKeyword)),
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax or ElementAccessExpressionSyntax } => true,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } change =>
            model.GetSymbolInfo(name).Symbol is IFieldSymbol or IPropertySymbol || !change.IsKind(SyntaxKind.SimpleAssignmentExpression),
        _ => false,
    };

    /// <summary>A value of its own that decides: what an if, a loop, an and, an or, or a choice asks.</summary>
    private bool IsCondition(ExpressionSyntax node)
    {
        if (!CanSpoil(node) || model.GetTypeInfo(node) is not { Type.SpecialType: SpecialType.System_Boolean, ConvertedType.SpecialType: SpecialType.System_Boolean }) return false;
        return node.Parent switch
        {
            IfStatementSyntax asked => asked.Condition == node,
            WhileStatementSyntax asked => asked.Condition == node,
            ConditionalExpressionSyntax asked => asked.Condition == node,
            BinaryExpressionSyntax both => both.IsKind(SyntaxKind.LogicalAndExpression) || both.IsKind(SyntaxKind.LogicalOrExpression),
            ArrowExpressionClauseSyntax or ReturnStatementSyntax => true,
            _ => false,
        };
    }

    // A name that is given by a pattern or an out argument must be given in every branch, and a constant is no choice.
    private bool CanSpoil(ExpressionSyntax node) =>
        !model.GetConstantValue(node).HasValue
        && !node.DescendantNodes().Any(inner => inner is SingleVariableDesignationSyntax or RefExpressionSyntax or StackAllocArrayCreationExpressionSyntax)
        && node.Parent is not RefExpressionSyntax
        && node.Ancestors().All(outer => outer is not (ConstructorInitializerSyntax or ConstantPatternSyntax or CaseSwitchLabelSyntax));

    private bool IsText(ExpressionSyntax node) => model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String;

    private bool HasBoth(ExpressionSyntax node, string one, string other) => model.GetSymbolInfo(node).Symbol is not IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator } operation
        || (operation.ContainingType.GetMembers(one).Length > 0 && operation.ContainingType.GetMembers(other).Length > 0);

    private static bool IsAssertion(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Invariant" or "ArgumentNullException" or "ArgumentOutOfRangeException" } };

    private static SyntaxKind OperatorOf(SyntaxKind expression) => expression switch
    {
        SyntaxKind.LessThanExpression => SyntaxKind.LessThanToken,
        SyntaxKind.LessThanOrEqualExpression => SyntaxKind.LessThanEqualsToken,
        SyntaxKind.GreaterThanExpression => SyntaxKind.GreaterThanToken,
        SyntaxKind.GreaterThanOrEqualExpression => SyntaxKind.GreaterThanEqualsToken,
        SyntaxKind.EqualsExpression => SyntaxKind.EqualsEqualsToken,
        SyntaxKind.NotEqualsExpression => SyntaxKind.ExclamationEqualsToken,
        SyntaxKind.LogicalAndExpression => SyntaxKind.AmpersandAmpersandToken,
        SyntaxKind.LogicalOrExpression => SyntaxKind.BarBarToken,
        SyntaxKind.AddExpression => SyntaxKind.PlusToken,
        SyntaxKind.SubtractExpression => SyntaxKind.MinusToken,
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "has no operator here"),
    };

    private ExpressionSyntax Choose(ExpressionSyntax node, string[] becomes, SyntaxNode original)
    {
        string choices = string.Concat(becomes.Select(other => $"{Next(node, other)} ? ({other}) : "));
        return SyntaxFactory.ParseExpression($"({choices}({original.WithoutTrivia().ToFullString()}))").WithTriviaFrom(node);
    }

    private string Next(SyntaxNode node, string becomes)
    {
        int line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        mutants.Add(new(mutants.Count + 1, file, line, node.ToString(), becomes));
        return $"global::TradingBot.EngineMutants.Active.Is({mutants.Count})";
    }
}

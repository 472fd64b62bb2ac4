export declare function findTests(root: string): Promise<{ id: string; file: string; name: string }[]>
export declare function namesIn(source: string): { id: string; name: string }[]
